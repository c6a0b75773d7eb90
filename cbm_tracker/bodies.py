"""How large the body of a request may be, and what became of it."""

from collections.abc import Mapping
from enum import StrEnum

from django.conf import settings

MEGABYTE = 1_000_000
# Beside the files: all the fields of a form.
ROOM_FOR_TEXT = 3 * MEGABYTE
# Where the environment of a request says what became of its body.
FATE = "cbm_tracker.body"


class BodyOutcome(StrEnum):
    """What became of the body of a request."""

    RECEIVED = "received"
    TOO_LARGE = "too_large"
    SLOW = "slow"
    CROWDED = "crowded"
    NO_ROOM = "no_room"


def limit_for(path: str) -> int:
    """In megabytes: tables that are to be imported may be larger than the files of sources."""
    is_import = path == "/imports/"
    return int(settings.CBM_TABLE_LIMIT_MB if is_import else settings.CBM_FILE_LIMIT_MB)


def most_bytes(path: str) -> int:
    """How many bytes a body may have."""
    return limit_for(path) * MEGABYTE + ROOM_FOR_TEXT


def announced_length(environ: Mapping[str, object]) -> int:
    """The Content-Length of a request; 0 without one."""
    announced = str(environ.get("CONTENT_LENGTH") or "0")
    return int(announced) if announced.isascii() and announced.isdigit() else 0
