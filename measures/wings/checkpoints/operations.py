"""Signing the heads of chains, so that others can check that a chain only ever grows."""

import logging
import secrets
from datetime import datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from measures import access
from measures.errors import OriginInUseError
from measures.models import PUBLIC, Chain, ChainKind, User
from measures.operations.faults import faults
from measures.operations.signing import signing_key
from measures.operations.transactions import in_one_transaction
from measures.wings.checkpoints.models import Checkpoint, Origin
from measures.wings.checkpoints.readings import (
    TreeHead,
    head_of,
    leaves_of,
    rows_of,
    signed_checkpoint,
    verifier_key,
)
from measures.wings.checkpoints.signing import SignedHeads, demonstration_key
from measures.wings.checkpoints.trees import root_of

logger = logging.getLogger(__name__)

# In the origins that are signed by the key of a demonstration.
DEMONSTRATION = "demonstration"


def sign_heads(*, at: datetime) -> None:
    """Sign the head of each chain that has grown, if there is a key and a place to keep what was signed."""
    key = signing_key() or demonstration_key()
    if key is None or not settings.CBM_SIGNED_HEADS:
        return
    with SignedHeads.opened(Path(settings.CBM_SIGNED_HEADS)) as signed:
        for chain in Chain.objects.select_related("report"):
            sign_head(chain, key, signed, at=at)


@in_one_transaction
def sign_head(chain: Chain, key: Ed25519PrivateKey, signed: SignedHeads, *, at: datetime) -> None:
    """Sign the head of a chain if it continues what was signed; else stop, and sign no more under this origin.

    What is to be signed is written down first: even if this process is killed, no other head of that size is signed.
    """
    origin = chain.origins.order_by("pk").last()
    size = rows_of(chain).count()
    if not size or (origin is not None and origin.stopped_at is not None):
        return
    origin = origin or Origin.objects.create(chain=chain, name=new_name(chain, signed), begun_at=at)
    last = origin.checkpoints.order_by("size").last()
    before = signed.heads.get(origin.name)
    if last is not None and before is not None and before.size == last.size == size:
        return
    leaves = leaves_of(chain)
    # The file may be an older copy, and so may the database: the chain has to continue what either says.
    signed_before = [*([before] if before else []), *([TreeHead(last.size, bytes(last.root))] if last else [])]
    is_continued = all(root_of(leaves[: each.size]) == each.root for each in signed_before)
    # Where it is not in the file but in the database, the file is lost, and nobody knows what was signed since.
    if not is_continued or (last is not None and before is None):
        logger.error(
            "The chain “%s” does not continue what was signed under %s: nothing more is signed.", chain, origin
        )
        origin.stopped_at = at
        origin.save(update_fields=["stopped_at"])
        return
    head = head_of(leaves)
    signed.keep(origin.name, head)
    note, public_key = signed_checkpoint(origin.name, head, key), verifier_key(origin.name, key.public_key())
    checkpoint = Checkpoint(origin=origin, size=head.size, root=head.root, note=note, key=public_key, signed_at=at)
    Checkpoint.objects.bulk_create([checkpoint], ignore_conflicts=True)


@in_one_transaction
def begin_origin(origin: Origin, *, reason: str, by: User, at: datetime) -> Origin:
    """Begin another origin for the chain of one that was stopped: its history is signed anew, under another name."""
    access.require(by, "begin_origin")
    Chain.objects.select_for_update(no_key=True).get(pk=origin.chain_id)
    if origin.chain.origins.filter(stopped_at=None).exists():
        raise OriginInUseError
    with faults() as found:
        found.require("reason", reason)
    with SignedHeads.opened(Path(settings.CBM_SIGNED_HEADS)) as signed:
        name = new_name(origin.chain, signed)
    return Origin.objects.create(chain=origin.chain, name=name, begun_at=at, begun_by=by, reason=reason)


def new_name(chain: Chain, signed: SignedHeads) -> str:
    """A name under which nothing was signed yet; that of a chain that is not public tells nothing of it."""
    site = urlsplit(settings.CBM_SITE_URL)
    marked = [chain.marking, *([chain.report.marking] if chain.report else [])]
    if all(map(PUBLIC.may_read, marked)):
        of = f"{ChainKind.JOURNAL}/{chain.report.slug}" if chain.report else ChainKind.SOURCES.value
        parts = [f"{site.netloc}{site.path}", of, chain.marking]
    else:
        parts = [f"{site.netloc}{site.path}", "chain", secrets.token_hex(8)]
    name = "/".join([*parts, *([] if signing_key() else [DEMONSTRATION])])
    taken = {*signed.heads, *Origin.objects.filter(chain=chain).values_list("name", flat=True)}
    names = (name if number == 1 else f"{name}/{number}" for number in count(1))
    return next(each for each in names if each not in taken)
