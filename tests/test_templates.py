"""Templates are laid out so that a change of them can be reviewed; the layout itself is checked by `make lint`."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.servers import ROOT

LONGEST = 120
# It is translated as a whole, so it stands on one line, and alone.
TEXT = re.compile(r' *\{% translate "[^"]*"( as \w+)? %\}')


def too_long(text: str) -> Iterator[int]:
    """The numbers of lines that are long and hold something besides a text."""
    for index, line in enumerate(text.splitlines(), start=1):
        if len(line) > LONGEST and not TEXT.fullmatch(line):
            yield index


def test_no_line_of_a_template_is_too_long_unless_it_is_text() -> None:
    templates: list[Path] = sorted((ROOT / "measures").rglob("templates/**/*.html"))

    found = {str(each.relative_to(ROOT)): list(too_long(each.read_text(encoding="utf-8"))) for each in templates}

    assert templates
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_long_lines_are_found() -> None:
    text = '  {% translate "' + "a" * LONGEST + '" %}'

    assert list(too_long(f"{text}\n<p>{text}</p>\n{text}{text}\n")) == [2, 3]
