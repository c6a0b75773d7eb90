"""Changing a report: what it says, and who reads it."""

from collections.abc import Mapping
from typing import Any

from measures.models import Report, User
from measures.operations.editing import revise
from measures.operations.markings import mark_report
from measures.operations.nouns import REPORT
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def revise_report(report: Report, *, changes: Mapping[str, Any], version: int | None = None, by: User) -> Report:
    """Change what is given, if nobody else has changed the report since the writer read it as `version`."""
    others = dict(changes)
    if "marking" in others:
        report, version = mark_report(report, marking=others.pop("marking"), version=version, by=by), None
    if others:
        report = revise(REPORT, report, changes=others, version=version, by=by)
    return report
