"""Charts as SVG made on the server: no script, themed by classes, the same in print; the numbers stand beside them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join

UNIT, STEP, HEIGHT = 5, 7, 10


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps numbers to lengths, so that bars beside one another can be compared."""

    top: int
    length: int

    @classmethod
    def over(cls, values: Iterable[int], length: int) -> "Scale":
        return cls(max([1, *values]), length)

    def __call__(self, value: int) -> float:
        return round(self.length * value / self.top, 1)


def units(count: int, label: str, scale: Scale, css: str = "") -> str:
    """A count as small blocks, one for each; as a bar where they would not fit the scale."""
    if not count:
        return ""
    if scale.top * STEP > scale.length:
        width: float = max(scale(count), 1)
        blocks = format_html('<rect x="0" y="1" width="{}" height="8"/>', width)
    else:
        width = count * STEP - (STEP - UNIT)
        blocks = format_html_join(
            "", '<rect x="{}" y="1" width="{}" height="8"/>', ((place * STEP, UNIT) for place in range(count))
        )
    return format_html(
        '<svg class="units {}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">'
        "<title>{}: {}</title>{}</svg>",
        css, width, HEIGHT, width, HEIGHT, label, count, blocks,
    )  # fmt: skip
