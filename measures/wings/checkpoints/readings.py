"""A chain's head as others check it: a C2SP checkpoint, which is a signed note (c2sp.org/tlog-checkpoint, signed-note).

It says the origin of a log, how many rows it has, and the root of the tree of their commitments. A commitment stays
when an entry is redacted, so the tree does too.
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db.models import QuerySet

from measures.models import Chain, ChainKind, Entry, SourceLink
from measures.wings.checkpoints.models import Checkpoint
from measures.wings.checkpoints.trees import leaf_hash, root_of

# The type of signature, as signed notes number it: Ed25519 (RFC 8032).
ED25519 = b"\x01"
KEY_HASH_BYTES = 4


@dataclass(frozen=True, slots=True)
class TreeHead:
    """How many rows a chain has, and the root of their tree."""

    size: int
    root: bytes


def rows_of(chain: Chain) -> QuerySet[Entry] | QuerySet[SourceLink]:
    """The rows of a chain in their order."""
    rows = Entry.objects if chain.kind == ChainKind.JOURNAL else SourceLink.objects
    return rows.filter(chain=chain).order_by("sequence")


def leaves_of(chain: Chain) -> list[bytes]:
    """The hashes of the commitments of a chain in their order, which are the leaves of its tree."""
    return [leaf_hash(bytes(commitment)) for commitment in rows_of(chain).values_list("commitment", flat=True)]


def head_of(leaves: list[bytes]) -> TreeHead:
    return TreeHead(len(leaves), root_of(leaves))


def notes_of(chain: Any, *, known_at: datetime | None = None) -> QuerySet[Checkpoint, str]:
    """The notes that were signed of a chain, or only those by a moment, the latest first.

    The chain may stand for one within another query, or be a queryset of one.
    """
    signed = Checkpoint.objects.filter(origin__chain=chain)
    known = signed if known_at is None else signed.filter(signed_at__lte=known_at)
    return known.order_by("-origin", "-size").values_list("note", flat=True)


def signed_checkpoint(origin: str, head: TreeHead, key: Ed25519PrivateKey) -> str:
    """The note: origin, size and root on a line each; then the signature, under the name of the origin."""
    return as_note(origin, head, key.public_key(), key.sign(note_text(origin, head)))


def note_text(origin: str, head: TreeHead) -> bytes:
    """What is signed."""
    return f"{origin}\n{head.size}\n{in_base64(head.root)}\n".encode()


def as_note(origin: str, head: TreeHead, key: Ed25519PublicKey, signature: bytes) -> str:
    signed_by = in_base64(key_hash(origin, key) + signature)
    return f"{note_text(origin, head).decode()}\n\N{EM DASH} {origin} {signed_by}\n"


def is_signed_note(note: str, origin: str, head: TreeHead, verifier: str) -> bool:
    """Whether a note says this head of this origin and nothing else, signed by the key that a verifier's line names."""
    *_, encoded = verifier.removeprefix(f"{origin}+").partition("+")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[len(ED25519) :])
        signature = base64.b64decode(note.rpartition(" ")[2])[KEY_HASH_BYTES:]
        key.verify(signature, note_text(origin, head))
    except (ValueError, InvalidSignature):
        return False
    return note == as_note(origin, head, key, signature) and verifier == verifier_key(origin, key)


def verifier_key(origin: str, key: Ed25519PublicKey) -> str:
    """The public key in the one line that programs for signed notes take."""
    return f"{origin}+{key_hash(origin, key).hex()}+{in_base64(ED25519 + raw_bytes(key))}"


def key_hash(name: str, key: Ed25519PublicKey) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + raw_bytes(key)).digest()[:KEY_HASH_BYTES]


def raw_bytes(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
