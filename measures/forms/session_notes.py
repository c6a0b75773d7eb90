"""The form of a note: by agenda item and part, one point in a line, its Chinese in the same line beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.forms.attributions import AttributedForm, FindAttributions
from measures.forms.fields import VersionedForm, long
from measures.forms.sessions import numbered
from measures.forms.with_rows import CHINESE
from measures.models import AgendaItem, NoteLine, NotePart
from measures.operations.session_notes import NoteLineDraft

LONGEST_LINE = 2000


class NoteForm(VersionedForm, AttributedForm):
    """What is noted of each item of the agenda."""

    def __init__(
        self,
        *args: Any,
        items: Sequence[AgendaItem],
        lines: Iterable[NoteLine],
        version: int,
        stricter: Mapping[int, FindAttributions],
        **kwargs: Any,
    ) -> None:
        self.items, self.stricter = items, stricter
        of_part: dict[str, list[NoteLine]] = {line_name(item.pk, part): [] for item in items for part in NotePart}
        for line in lines:
            of_part[line_name(line.item_id, line.part)].append(line)
        initial = {
            f"{name}{ending}": "\n".join(getattr(line, f"text{ending}") for line in noted)
            for name, noted in of_part.items()
            for ending in ("", CHINESE)
        }
        super().__init__(*args, initial=initial | {"version": version}, **kwargs)
        for item in self.items:
            for part in NotePart:
                name, chinese = line_name(item.pk, part), _("%(part)s, in Chinese") % {"part": part.label}
                self.fields[name] = long(label=part.label)
                self.fields[f"{name}{CHINESE}"] = long(label=chinese)
                self.fields[f"{name}{CHINESE}"].widget.attrs["lang"] = "zh-Hans"

    def by_item(self) -> Iterator[dict[str, Any]]:
        """The items with their texts by part, each beside its Chinese; of empty ones only the first is unfolded."""
        for item in self.items:
            names = [line_name(item.pk, part) for part in NotePart]
            pairs = [(self[name], self[f"{name}{CHINESE}"]) for name in names]
            yield {"item": item, "pairs": pairs, "is_open": item == self.items[0] or self.has_in(*names)}

    def attributions_in(self, name: str, text: str) -> Sequence[str]:
        find = self.stricter.get(int(name.partition("-")[0]), self.attributions)
        return find(text)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for name in list(values):
            if name.endswith(CHINESE):
                english, chinese = points_in(values.get(name.removesuffix(CHINESE), "")), points_in(values[name])
                if english and chinese and len(chinese) != len(english):
                    counts = {"english": len(english), "chinese": len(chinese)}
                    problem = gettext("There are %(english)d points in English and %(chinese)d in Chinese.")
                    self.add_error(name, problem % counts)
        return values

    def differs(self, field: BoundField) -> bool:
        return points_in(self.initial[field.name]) != points_in(self.cleaned_data[field.name])

    @property
    def drafts(self) -> list[NoteLineDraft]:
        """The lines that were typed."""
        values = self.cleaned_data
        return [
            NoteLineDraft(item=item.pk, part=part, text=text, text_zh_hans=chinese)
            for item in self.items
            for part in NotePart
            for text, chinese in zip_longest(
                points_in(values[line_name(item.pk, part)]),
                points_in(values[f"{line_name(item.pk, part)}{CHINESE}"]),
                fillvalue="",
            )
        ]


def line_name(item: int, part: str) -> str:
    return f"{item}-{part}"


def points_in(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class LineForm(AttributedForm):
    """A line of a note as its writers want it."""

    text = long(rows=3, label=_("What was said"), max_length=LONGEST_LINE)
    text_zh_hans = long(rows=3, label=_("What was said, in Chinese"), max_length=LONGEST_LINE)


class NewLineForm(LineForm):
    """A line that is added to a note, with its item and part."""

    beside = (("item", "part"),)
    field_order = ("item", "part", "text", "text_zh_hans")
    item = forms.TypedChoiceField(label=_("Item of the agenda"), coerce=int)
    part = forms.ChoiceField(label=_("Part"), choices=NotePart)

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = numbered(items)  # type: ignore[attr-defined]
