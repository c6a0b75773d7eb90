"""The markup that pages repeat, each piece in one place: sections, rows of facts, tables, lines of fields."""

from django import template
from django.forms import BaseForm
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_block_tag
def crumbs(content: SafeString) -> str:
    """The way down to a page, as the items of a list."""
    return format_html('<nav aria-label="{}"><ol class="crumbs">{}</ol></nav>', _("Breadcrumb"), content)


@register.simple_block_tag
def blockfact(content: object, label: str) -> str:
    """A row of a list of facts, whatever is in it."""
    return format_html("<div><dt>{}</dt> <dd>{}</dd></div>", label, content)


@register.simple_tag
def fact(label: str, value: object) -> str:
    """A row of a list of facts with one value, if there is one."""
    return "" if value is None or value == "" else blockfact(value, label)


@register.simple_tag
def headings(*labels: str) -> str:
    """The head of a table: what its columns hold."""
    cells = format_html_join(" ", '<th scope="col">{}</th>', ((label,) for label in labels))
    return format_html("<thead><tr>{}</tr></thead>", cells)


@register.filter
def or_muted(value: object, nothing: str) -> object:
    """A value, or what is said where there is none."""
    return value or format_html('<span class="muted">{}</span>', nothing)


@register.simple_tag
def shortcut(keys: str, act: str) -> str:
    """What keys do, in the help on the keyboard."""
    return fact(format_html_join(" ", "<kbd>{}</kbd>", ((key,) for key in keys.split(" "))), act)


@register.simple_tag
def fields(form: BaseForm, names: str, style: str = "fields") -> str:
    """Fields of a form beside each other; those that the form does not have are left out."""
    shown = ((form[name].as_field_group(),) for name in names.split() if name in form.fields)
    return format_html('<div class="{}">{}</div>', style, format_html_join(" ", "{}", shown))


@register.inclusion_tag("measures/forms/post_button.html")
def post_button(
    label: str, url_name: str, *args: object, about: object = "", style: str = "button button-small", **sent: object
) -> dict[str, object]:
    """A form that is one button, what it is about if its label leaves that open, and what is sent with it."""
    return {"label": label, "url": reverse(url_name, args=args), "about": about, "style": style, "sent": sent}


@register.simple_block_tag
def table(content: SafeString, labelledby: str = "", label: str = "", style: str = "fold list", place: str = "") -> str:
    """A table that one can move sideways in, also with the keyboard, where it is wider than its place."""
    name = format_html('aria-label="{}"', label) if label else format_html('aria-labelledby="{}"', labelledby)
    frame = '<div class="{}" role="group" {} tabindex="0"><table class="{}">{}</table></div>'
    return format_html(frame, f"scroll {place}".strip(), name, style, content)


@register.simple_block_tag
def section(content: SafeString, name: str, title: str, lead: str = "", style: str = "", *, plain: bool = False) -> str:
    """A part of a page under its heading, which names it; around that of a plain one there is nothing."""
    attribute = format_html(' class="{}"', style) if style else ""
    heading = format_html('<h2 id="{}">{}</h2>{}', name, title, format_html(" <p>{}</p>", lead) if lead else "")
    head = heading if plain else format_html('<div class="section-head">{}</div>', heading)
    return format_html('<section{} aria-labelledby="{}">{}{}</section>', attribute, name, head, content)
