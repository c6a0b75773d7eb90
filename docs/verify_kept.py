"""Verifies the chains of notes in what an upgrade has written down, decrypted: `python verify_kept.py kept.json`."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def canonical(value: Any, separators: tuple[str, str] = (",", ":")) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=separators)


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def is_as_sealed(row: dict[str, Any]) -> bool:
    """Whether a note says what was sealed; one that was redacted says nothing."""
    if row["content"] is None:
        return not row["salt"]
    content = row["content"] | {
        "lines": sorted(row["content"]["lines"], key=lambda line: canonical(line, (", ", ": ")))
    }
    return sha256(bytes.fromhex(row["salt"]), canonical(content).encode()).hex() == row["commitment"]


def faults(chain: dict[str, Any]) -> list[str]:
    found, seal = [], bytes(32)
    for expected, row in enumerate(chain["rows"], start=1):
        place = f"chain of {chain['circle']}, sequence {row['sequence']}"
        seal = sha256(seal, bytes.fromhex(row["commitment"]))
        if row["sequence"] != expected or seal.hex() != row["seal"]:
            found.append(f"{place}: its seal does not follow from the one before")
        if not is_as_sealed(row):
            found.append(f"{place}: what it says is not what was sealed")
        seal = bytes.fromhex(row["seal"])
    return found


def main() -> int:
    chains = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["session_chains"]
    found = [fault for chain in chains for fault in faults(chain)]
    for chain in chains:
        sys.stdout.write(f"chain of {chain['circle']}: {len(chain['rows'])} notes, {chain['rows'][-1]['seal']}\n")
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
