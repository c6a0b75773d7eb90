"""The tables, by Django; and what the database does by itself, as plain SQL, each function and trigger once."""

from hashlib import sha256
from pathlib import Path

from django.db.migrations import RunSQL


def run_file(name: str, digest: str = "") -> RunSQL:
    """Make the functions and triggers of a file, or bring them to its present form, which `digest` holds it to."""
    content = (Path(__file__).parent / name).read_bytes()
    if digest and (present := sha256(content).hexdigest()[:12]) != digest:
        raise ValueError(f"{name} has changed: let a new migration run it, as {present} (see docs/contributing.md)")
    return RunSQL(content.decode())
