"""The markup that pages repeat, each piece in one place: breadcrumbs, rows of facts, heads of tables."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_block_tag
def crumbs(content: SafeString) -> str:
    """The way down to a page, as the items of a list."""
    return format_html('<nav aria-label="{}"><ol class="crumbs">{}</ol></nav>', _("Breadcrumb"), content)


@register.simple_block_tag
def blockfact(content: SafeString, label: str) -> str:
    """A row of a list of facts, whatever is in it."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_tag
def fact(label: str, value: object) -> str:
    """A row of a list of facts with one value, if there is one."""
    if value is None or value == "":
        return ""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value)


@register.simple_tag
def headings(*labels: str) -> str:
    """The head of a table: what its columns hold."""
    cells = format_html_join("", '<th scope="col">{}</th>', ((label,) for label in labels))
    return format_html("<thead><tr>{}</tr></thead>", cells)


@register.filter
def or_muted(value: object, nothing: str) -> object:
    """A value, or what is said where there is none."""
    return value or format_html('<span class="muted">{}</span>', nothing)


@register.simple_tag
def shortcut(keys: str, act: str) -> str:
    """What keys do, in the help on the keyboard."""
    return fact(format_html_join(" ", "<kbd>{}</kbd>", ((key,) for key in keys.split(" "))), act)
