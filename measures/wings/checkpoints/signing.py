"""What this tracker has signed last, which is kept outside the database, and the key of a demonstration."""

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from measures.wings.checkpoints.readings import TreeHead, in_base64


def demonstration_key() -> Ed25519PrivateKey | None:
    """The key that signs checkpoints where there are only private services; those that it signs say so."""
    if not settings.CBM_EMBEDDED:
        return None
    return Ed25519PrivateKey.from_private_bytes(sha256(f"checkpoints {settings.SECRET_KEY}".encode()).digest())


class SignedHeads:
    """The last head that was signed under each origin, in a file beside the key.

    A database may be set back to an earlier state and go on from there; the file is not, and tells what was signed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        rows = json.loads(path.read_text()) if path.exists() else {}
        self.heads = {name: TreeHead(row["size"], base64.b64decode(row["root"])) for name, row in rows.items()}

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """The file, for one process at a time."""
        with path.with_name(f"{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield cls(path)

    def keep(self, origin: str, head: TreeHead) -> None:
        """Write a head down for good."""
        self.heads[origin] = head
        rows = {name: {"size": each.size, "root": in_base64(each.root)} for name, each in sorted(self.heads.items())}
        fresh = self.path.with_name(f"{self.path.name}.new")
        with fresh.open("w") as stream:
            json.dump(rows, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
