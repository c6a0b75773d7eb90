"""Adding a feed to a report, and editing one."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.compare_parts import TEXT_LANGUAGES
from measures.forms.fields import RecordForm, VersionedForm, short
from measures.models import Party
from measures.wings.intake.models import USUAL_HOURS, FeedKind


class WordsFormField(forms.CharField):
    """Takes words or phrases, separated by commas of either script."""

    def to_python(self, value: object) -> Any:
        typed = value if isinstance(value, list) else re.split("[,，、;；\n]", super().to_python(value) or "")
        return list(dict.fromkeys(filter(None, map(str.strip, typed))))

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value


class FeedForm(RecordForm):
    """What a feed is, and what of it comes in."""

    title = forms.CharField(label=_("What is published there"), max_length=300)
    title_zh_hans = short(label=_("What is published there, in Chinese"), max_length=300)
    url = forms.CharField(label=_("Address"), max_length=1000, widget=forms.URLInput)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=FeedKind,
        widget=forms.RadioSelect,
        initial=FeedKind.FEED,
        help_text=_("Choose a page only if there is no feed. At its first reading nothing on a page is new."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=TEXT_LANGUAGES)
    publisher = short(label=_("Publisher"), max_length=300)
    publisher_zh_hans = short(label=_("Publisher in Chinese"), max_length=300)
    party = forms.ChoiceField(label=_("Whose official voice"), required=False)
    wanted_words = WordsFormField(
        label=_("Words that let an item in"),
        required=False,
        help_text=_("Separated by commas, in both languages. Without any, all items come in."),
    )
    unwanted_words = WordsFormField(
        label=_("Words that keep an item out"), required=False, help_text=_("Separated by commas, in both languages.")
    )
    read_every_hours = forms.IntegerField(label=_("Hours between two readings"), initial=USUAL_HOURS)

    def __init__(self, *args: Any, sides: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["party"].choices = [("", _("nobody’s")), *((side.code, str(side)) for side in sides)]
        language = self.initial.get("language", "")
        if language and language not in dict(TEXT_LANGUAGES):
            fields["language"].choices = [*TEXT_LANGUAGES, (language, language)]


class FeedEditForm(VersionedForm, FeedForm):
    """What a feed is, changed."""
