"""The data dictionary as docs/data.md has it: the columns of the tables of the record, and the codes in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.urls import URLPattern
from django.utils import translation

from api.codes import code_lists
from api.views.common import RecordView
from api.views.lists import RecordList
from measures.lists.tables import Column, place_on
from measures.models import TEAM
from measures.models.texts import CHINESE, ENGLISH

BEGINNING = "<!-- From here on this is made from the code, by `manage.py data_dictionary`. -->\n"


def with_dictionary(text: str, endpoints: Iterable[URLPattern]) -> str:
    """A document whose end is the dictionary."""
    before, _, _ = text.partition(BEGINNING)
    tables = {address: columns_of(view) for address, view in lists_of_the_record(endpoints).items()}
    return "\n".join([before + BEGINNING, *lines_of_columns(tables), *lines_of_codes(tables), ""])


def lists_of_the_record(endpoints: Iterable[URLPattern]) -> Mapping[str, type[RecordList]]:
    """The lists that everybody reads who reads the record, by their addresses."""
    views: dict[str, object] = {
        str(each.pattern): getattr(each.callback, "view_class", None)
        for each in endpoints
        if not each.pattern.converters
    }
    return {
        address: view
        for address, view in sorted(views.items())
        if isinstance(view, type)
        and issubclass(view, RecordList)
        and view.permission_classes == RecordView.permission_classes
        and "GET" not in view.acts
    }


def columns_of(view: type[RecordList]) -> Sequence[Column]:
    return view.serializer_class().columns(place_on(TEAM, date.min))


def lines_of_columns(tables: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    """A table of the columns of each list."""
    yield "## Columns\n"
    for address, columns in tables.items():
        yield f"### `{address}`\n"
        yield "| column | in English | in Chinese | codes |\n|---|---|---|---|"
        for column in columns:
            codes = name_of_codes(column)
            link = f"[{codes}](#{codes})" if codes else ""
            yield f"| `{column.name}` | {' | '.join(heading_in_both(column.heading))} | {link} |"
        yield ""


def lines_of_codes(tables: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    """A table of the codes of each closed list, and which columns hold them."""
    uses = defaultdict(list)
    for address, columns in tables.items():
        for column in columns:
            uses[name_of_codes(column)].append(f"`{column.name}` of `{address}`")
    yield "## Codes\n"
    for name, each in code_lists().items():
        yield f"### {name}\n"
        if about := " ".join(filter(None, [each.meaning, f"In {', '.join(uses[name])}." if uses[name] else ""])):
            yield f"{about}\n"
        yield "| code | in English | in Chinese |\n|---|---|---|"
        yield from (f"| `{code.code}` | {code.label} | {code.label_zh_hans} |" for code in each.codes)
        yield ""


def name_of_codes(column: Column) -> str:
    """The closed list whose codes a column holds, if it holds codes."""
    values = list(column.labels)
    same = (each.name for each in code_lists().values() if values and values == [value for value, _ in each.choices])
    return next(same, "")


def heading_in_both(heading: object) -> list[str]:
    found = []
    for language in (ENGLISH, CHINESE):
        with translation.override(language):
            found.append(str(heading))
    return found
