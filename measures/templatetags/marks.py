"""The marks of strips and timelines as SVG.

A page has hundreds of them: written here, they take a twentieth of the time that a template takes to loop over them.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from measures.views.measure_timeline import PlotMark, Sign
from measures.views.strips import Mark

register = template.Library()

MARK = '<svg class="{}" x="{}" y="{}"><path d="{}" transform="translate({})"/></svg>'
JOIN = '<line x1="{0}" x2="{0}" y1="6" y2="{1}"/>'
SIGN = '<path class="{}" transform="translate({})" d="{}"/>'
TARGET = '<rect class="target" x="-12" y="-12" width="24" height="24"/>'
LINK = '<a href="{url}" aria-label="{label}">{title}<svg x="{x}" y="{y}">{target}{signs}</svg></a>'
MANY = '<text text-anchor="middle" y="4">+{}</text>'


@register.filter
def drawn(marks: Iterable[Mark]) -> SafeString:
    """The marks of a strip."""
    rows = ((mark_class(mark), mark.x, str(mark.y), mark.shape, str(mark.beside)) for mark in marks)
    return format_html_join("", MARK, rows)


@register.filter
def joined_at(joins: Iterable[str], height: int) -> SafeString:
    """The lines that join the marks of those who acted together."""
    return format_html_join("", JOIN, ((x, str(height - 6)) for x in joins))


@register.filter
def drawn_as_links(marks: Iterable[PlotMark]) -> SafeString:
    """The marks of a lane, each a link as large as a finger."""
    rows = (
        {
            "url": mark.url,
            "label": mark.label,
            "title": format_html("<title>{}</title>", mark.label) if mark.signs else "",
            "x": mark.x,
            "y": str(mark.y),
            "target": SafeString(TARGET),
            "signs": drawn_signs(mark.signs) if mark.signs else format_html(MANY, str(mark.many)),
        }
        for mark in marks
    )
    return format_html_join("", LINK, rows)


def drawn_signs(signs: Iterable[Sign]) -> SafeString:
    return format_html_join("", SIGN, ((mark_class(sign), str(sign.x), sign.shape) for sign in signs))


def mark_class(mark: Mark | Sign) -> str:
    return f"mark mark-{mark.side}{' mark-hollow' if mark.is_hollow else ''}"
