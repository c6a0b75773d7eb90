"""The proof that a backup is the one that was made: a digest of all its members, and a signature by this tracker's key.

A digest is SHA-256 over lines as `sha256sum` writes them, hash and name of each member, in the order of names. Who can
write to a backup can also make its digest anew; so it is compared with the one that was printed, or signed by a key
(Ed25519, RFC 8032) that is kept elsewhere.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature

from measures.analysis.files import chunks_of
from measures.operations.signing import signing_key

PROOF = "proof.json"
# What is signed is no other text that this key signs.
CONTEXT = b"cbm-tracker backup "


def members_digest(archive: zipfile.ZipFile) -> str:
    """The digest of all members but the proof; each is read whole, so a damaged one raises BadZipFile."""
    names = archive.namelist()
    if len(names) > len(set(names)):
        raise ValueError("a member is there twice")
    lines = (f"{sha256_of(archive, name)}  {name}\n" for name in sorted(names) if name != PROOF)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def sha256_of(archive: zipfile.ZipFile, name: str) -> str:
    hashed = hashlib.sha256()
    with archive.open(name) as stream:
        for chunk in chunks_of(stream):
            hashed.update(chunk)
    return hashed.hexdigest()


def proof_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """What a backup ends with: its digest, and the signature if there is a key."""
    digest, key = members_digest(archive), signing_key()
    signature = {"signature": base64.b64encode(key.sign(signed_text(digest))).decode()} if key else {}
    return {"digest": digest, **signature}


def signed_text(digest: str) -> bytes:
    return CONTEXT + digest.encode()


def check_proof(archive: zipfile.ZipFile, *, expected: str) -> str:
    """The digest of a backup, if its proof holds and it is the expected one; else ValueError says what is wrong."""
    proof = json.loads(archive.read(PROOF)) if PROOF in archive.namelist() else {}
    digest = members_digest(archive)
    if proof and proof["digest"] != digest:
        raise ValueError("its members are not those that its digest was made of")
    if expected and expected != digest:
        raise ValueError(f"its digest is {digest}, not the one that was given")
    return digest


def reason_to_doubt(archive: zipfile.ZipFile, digest: str) -> str:
    """Why this backup may not be this tracker's own; empty if its signature holds or none is required."""
    proof: Mapping[str, str] = json.loads(archive.read(PROOF)) if PROOF in archive.namelist() else {}
    key = signing_key()
    if not proof:
        return "It carries no digest: it was made before backups had one, or somebody took it away."
    if key is None:
        return ""
    try:
        key.public_key().verify(base64.b64decode(proof.get("signature", "")), signed_text(digest))
    except (InvalidSignature, ValueError):
        return "It is not signed by the key of CBM_SIGNING_KEY."
    return ""
