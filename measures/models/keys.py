"""Keys of rows, which are part of URLs: made of codes, however people write these, or of words."""

import hashlib
import re
from base64 import b32encode
from collections.abc import Collection, Iterable

LONGEST_CODE = 200
LONGEST_REST, LONGEST_MARK = 20, 12
LONGEST_WORDS = 36
IN_ADDRESSES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")


def measure_key(report: str, code: str) -> str:
    """The key of a measure: the report's slug and the measure's code, with “_” for a full stop."""
    plain = code if "_" in code else code.replace(".", "_")
    return f"{report}-{plain}" if IN_ADDRESSES.fullmatch(plain) else marked_key(report, code)


def key_from(above: str, text: str) -> str:
    """The key that is proposed for a row below another: its key, and the letters and digits of a text in English."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST_WORDS].strip("-")
    return f"{above}-{words or short_hash([text]).lower()}"


def free_key(proposed: str, taken: Collection[str]) -> str:
    """The proposed key, or the first with a number behind it that no other row has."""
    tries = (proposed, *(f"{proposed}-{number}" for number in range(2, len(taken) + 2)))
    return next(key for key in tries if key not in taken)


def marked_key(report: str, code: str) -> str:
    """The key of a measure whose code does not fit in a URL or is taken in that form: what fits, and a hash."""
    rest = re.sub(r"[^A-Za-z0-9]+", "-", code)[:LONGEST_REST].strip("-")
    return "-".join(filter(None, (report, rest, short_hash([code]))))


def short_hash(texts: Iterable[str]) -> str:
    """A short hash of some texts."""
    digest = hashlib.sha256("\x1f".join(texts).encode()).digest()
    return b32encode(digest).decode()[:LONGEST_MARK]
