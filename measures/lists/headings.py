"""What the columns of a list are called in its file."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

# What has the same heading in every list, unless a list says otherwise.
USUAL: Mapping[str, str | Promise] = {
    "attempts": _("Attempts"),
    "corrects": _("Corrects"),
    "counts_from": _("Counts from"),
    "created_at": _("Created"),
    "entry": _("Entry"),
    "is_redacted": _("Redacted"),
    "marking": _("Marking"),
    "measure": _("Measure"),
    "note_zh_hans": _("Note in Chinese"),
    "occurred": _("When it happened"),
    "recorded_at": _("Recorded"),
    "report": _("Report"),
    "source_heading_zh_hans": _("Heading in Chinese"),
    "title_zh_hans": _("Title in Chinese"),
    "version": _("Version"),
    "why_zh_hans": _("Why, in Chinese"),
}


def file_columns(
    model: type[Model], fields: Iterable[str], *, without: Collection[str] = (), **own: str | Promise
) -> dict[str, str | Promise]:
    """The columns of these fields, but for some and for the address of the page, each with its heading.

    That is a list's own, else the usual one, else what the model calls the field.
    """
    names = [name for name in fields if name not in ("html_url", *without)]
    given = {**USUAL, **own}
    return {name: given[name] if name in given else label_in_model(model, name) for name in names}


def label_in_model(model: type[Model], name: str) -> str | Promise:
    """What a model calls a field, as forms have it."""
    return capfirst(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
