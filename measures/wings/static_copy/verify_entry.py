"""Ties what an entry says to a signed checkpoint: `python verify_entry.py https://tracker.example.org ENTRY KEY`.

In place of the address, the folder `proofs` of a copy of a report: then nobody is asked. KEY is the public key as
`/checkpoints/` shows it: keep it from an earlier day. Needs only the package `cryptography`.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def root_above(leaf: bytes, index: int, size: int, hashes: list[bytes]) -> bytes:
    """The root of a tree, from a leaf and the hashes beside its way up (RFC 9162, 2.1.3.2)."""
    root, last = leaf, size - 1
    for each in hashes:
        if not last:
            sys.exit("The proof is too long.")
        if index % 2 or index == last:
            root = sha256(b"\1", each, root)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            root = sha256(b"\1", root, each)
        index, last = index // 2, last // 2
    if last:
        sys.exit("The proof is too short.")
    return root


def signed_head(note: str, key: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a note, once its signature is found right (c2sp.org/signed-note, tlog-checkpoint)."""
    name, number, encoded = key.split("+", 2)
    text, _, signatures = note.partition("\n\n")
    [signature] = [base64.b64decode(line.split(" ")[2]) for line in signatures.splitlines() if f" {name} " in line]
    public = base64.b64decode(encoded)
    if not number == signature[:4].hex() == sha256(name.encode(), b"\n", public)[:4].hex():
        sys.exit("The note is signed by another key.")
    try:
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], f"{text}\n".encode())
    except InvalidSignature:
        sys.exit("The signature is wrong.")
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def verify(sealed: dict[str, Any], proof: dict[str, Any], entry: str, key: str) -> dict[str, Any]:
    """What the entry says, once commitment, leaf and root are found to be those that were signed."""
    commitment = sha256(bytes.fromhex(sealed["salt"]), sealed["content"].encode())
    content, (origin, size, root) = json.loads(sealed["content"]), signed_head(proof["note"], key)
    leaf, hashes = sha256(b"\0", commitment), [bytes.fromhex(each) for each in proof["hashes"]]
    if not key.startswith(f"{origin}+") or root_above(leaf, proof["index"], size, hashes) != root:
        sys.exit("What it says is not what was sealed.")
    if content["key"] != entry or content["sequence"] != proof["index"] + 1:
        sys.exit("What was sealed is another entry.")
    return dict(content)


def ask(site: str, entry: str) -> dict[str, Any]:
    asked = {"sealed": f"entries/{entry}/sealed/", "proof": f"checkpoints/inclusion/?entry={entry}"}
    return {name: json.load(urlopen(f"{site}/api/v1/{path}")) for name, path in asked.items()}  # noqa: S310


def main(place: str, entry: str, key: str) -> None:
    found = (
        ask(place, entry) if "://" in place else json.loads(Path(place, f"{entry}.json").read_text(encoding="utf-8"))
    )
    content = verify(**found, entry=entry, key=key)
    sys.stdout.write(f"{found['proof']['note']}\n{content['occurred']}  {content['title']}\n{content['narrative']}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
