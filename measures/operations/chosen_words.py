"""Choosing which statement answers an ambiguity, and going back to the latest."""

from django.utils.translation import gettext as _

from measures import access
from measures.analysis.sides import sides_of
from measures.analysis.unclear import unclear_points
from measures.models import Ambiguity, CellRole, ChosenWords, Statement, User
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_row
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def choose_words(
    ambiguity: Ambiguity, *, bearer: str, role: str, statement: str, why: str, why_zh_hans: str = "", by: User
) -> ChosenWords:
    """Choose the statement that stands first in a cell of an ambiguity, in the place of an earlier choice."""
    access.require(by, "edit_catalogue", ambiguity)
    ambiguity = lock_row(ambiguity, "report")
    cell = {"ambiguity": ambiguity, "bearer_id": bearer, "role": role}
    row = ChosenWords.objects.filter(**cell).first() or ChosenWords(**cell)
    row.statement_key, row.why, row.why_zh_hans = statement, why.strip(), why_zh_hans.strip()
    with faults() as found:
        found.require_choice("role", role, CellRole)
        found.require("why", why)
        check_statement(row, found, by=by)
    row.save()
    return row


def check_statement(row: ChosenWords, found: Faults, *, by: User) -> None:
    """It is filed on the ambiguity, and the words of whose cell it is, for their own side."""
    audience = access.audience_of(by)
    sides = [side.code for side in sides_of(row.ambiguity.report, audience)]
    [point] = unclear_points([row.ambiguity], sides, audience)
    cell = next((each for each in point.cells if (each.bearer, each.role) == (row.bearer_id, row.role)), None)
    if cell is None:
        found.add_unknown("bearer", row.bearer_id)
    elif not Statement.objects.filter(pk__in=cell.choosable, key=row.statement_key).exists():
        found.add("statement", _("Choose a statement of this side on this ambiguity."))


@in_one_transaction
def take_latest_words(ambiguity: Ambiguity, *, bearer: str, role: str, by: User) -> None:
    """Let the latest words stand in a cell again; a second time changes nothing."""
    access.require(by, "edit_catalogue", ambiguity)
    lock_row(ambiguity)
    ChosenWords.objects.filter(ambiguity=ambiguity, bearer=bearer, role=role).delete()
