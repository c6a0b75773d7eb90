"""The tables, by Django; and what the database does by itself, as plain SQL, each function and trigger once."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def run_file(name: str, digest: str = "") -> RunSQL:
    """Make the functions and triggers of a file, or bring them to its present form, which `digest` holds it to."""
    content = (Path(__file__).parent / name).read_bytes()
    if digest and (present := sha256(content).hexdigest()[:12]) != digest:
        raise ValueError(f"{name} has changed: let a new migration run it, as {present} (see docs/contributing.md)")
    return RunSQL(content.decode())


class AtOnce(Operation):
    """Operations of which none changes what another has made: Django renders the related models once for all of them.

    By themselves each would have all of them rendered anew, which is most of what it takes to migrate a new database.
    """

    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # What is not rendered yet is not rendered anew.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def at_once(*operations: Operation) -> list[Operation]:
    return [AtOnce(operations)]
