"""How log lines are written: as text for people, or as JSON for what gathers them; in both without what is personal.

Thirty lines of our own instead of a library for structured logs: every logger, those of Django and Celery included,
writes through the same handler, and what has to be kept out is kept out in one place.
"""

import json
import logging
from datetime import UTC, datetime

from cbm_tracker.secrecy import scrubbed


class LineFormatter(logging.Formatter):
    """One line for each event, and below it the traceback of an error."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(acting)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object for each event."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", ""),
            "command": getattr(record, "command", ""),
            "message": scrubbed(record.getMessage()),
        }
        if record.exc_info:
            event["error"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(event, ensure_ascii=False)
