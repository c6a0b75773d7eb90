"""What is unclear as a table: a row for each statement that is filed on an ambiguity, and for each cell without any."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.analysis.unclear import Cell, UnclearPoint
from measures.lists.headings import label_in_model
from measures.lists.tables import Column, Labels
from measures.models import AboutWhom, Authority, CellRole, Speech, Statement, StatementVoice, TranslationBy
from measures.models.texts import bilingual
from measures.publishing.spreadsheets import ExportSheet, Stamp, as_json

# What a table says of a statement as its columns have it.
WORDS = (
    *bilingual("speaker", "office"), "authority", "voice", *bilingual("occasion"), "quotation", "quotation_language",
    "speech", *bilingual("translation"), "translation_by",
)  # fmt: skip
HEADINGS: Mapping[str, str | Promise] = {
    "ambiguity": _("Ambiguity"),
    "title": _("Title"),
    "title_zh_hans": _("Title in Chinese"),
    "role": _("Whose words"),
    "bearer": _("Lies with"),
    "sides": _("Sides"),
    "place": _("Place in the cell"),
    "choice": _("Chosen by an editor"),
    "choice_zh_hans": _("Chosen by an editor, in Chinese"),
    "statement": pgettext_lazy("what was said", "Statement"),
    "said_on": _("Day on which it was said"),
    "parties": _("Who spoke"),
    "about": _("About"),
    **{name: label_in_model(Statement, name) for name in WORDS},
    "source": _("Source"),
    "entry": _("Entry"),
}
LABELS: Mapping[str, Labels] = {
    "role": {**dict(CellRole.choices), "": _("Others, and other words filed here")},
    "about": dict(AboutWhom.choices),
    "authority": dict(Authority.choices),
    "voice": dict(StatementVoice.choices),
    "speech": dict(Speech.choices),
    "translation_by": dict(TranslationBy.choices),
}
READ_FIRST = ("title", "role", "sides", "said_on", "parties", "speaker", "quotation", "translation", "source")
EMPTY: Mapping[str, Any] = dict.fromkeys(HEADINGS)


def unclear_rows(points: Iterable[UnclearPoint]) -> Iterator[dict[str, Any]]:
    """The rows of points, a cell after the other, then the words of others: two queries for all."""
    points = list(points)
    pks = {pk for point in points for pk in point.filed}
    found = Statement.objects.filter(pk__in=pks).select_related("entry", "citation__evidence")
    statements = {each.pk: each for each in found}
    for point in points:
        ambiguity = point.ambiguity
        titles = {"title": ambiguity.title, "title_zh_hans": ambiguity.title_zh_hans}
        of_point = {**EMPTY, "ambiguity": ambiguity.key, **titles}
        for cell in point.cells:
            of_cell = {**of_point, "role": cell.role.value, "bearer": cell.bearer, "sides": list(cell.sides)}
            for place, pk in enumerate(cell.statements, start=1):
                choice = choice_columns(cell) if place == 1 else {}
                yield {**of_cell, "place": place, **choice, **statement_columns(statements[pk])}
            if not cell.statements:
                yield of_cell
        for pk in point.others:
            yield {**of_point, "role": "", **statement_columns(statements[pk])}


def choice_columns(cell: Cell) -> dict[str, str]:
    """Why an editor chose what stands first."""
    return {"choice": cell.choice.why, "choice_zh_hans": cell.choice.why_zh_hans} if cell.choice else {}


def statement_columns(statement: Statement) -> dict[str, Any]:
    return {
        "statement": statement.key,
        "said_on": str(statement.said_on),
        "parties": statement.parties,
        "about": statement.about_code,
        **{name: getattr(statement, name) for name in WORDS},
        "source": statement.citation.evidence.key,
        "entry": statement.entry.key,
    }


def unclear_sheet(name: str, points: Sequence[UnclearPoint], stamp: Stamp) -> ExportSheet:
    """The table for people, with headings and labels in their words."""
    columns = [
        Column(column, heading, Value(None), LABELS.get(column, {}), column in READ_FIRST)
        for column, heading in HEADINGS.items()
    ]
    rows = list(unclear_rows(points))
    return ExportSheet(
        name,
        columns,
        [[row[column] for column in HEADINGS] for row in rows],
        stamp,
        in_words=True,
        documents=map(as_json, rows),
        title=_("What is unclear"),
    )
