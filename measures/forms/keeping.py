"""Marking and redacting, noting what was objected, saying what was searched, and who runs this tracker."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.forms.fields import PartialDateFormField, RecordForm, VersionedForm, long, short
from measures.models import Language, Party
from measures.models.markings import Marking, narrower_than


class TightenForm(RecordForm):
    """Who may read an entry from now on."""

    marking = forms.ChoiceField(label=_("Who may read it from now on"), choices=Marking)

    def __init__(self, *args: object, present: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.value, each.label) for each in narrower_than(present)]
        self.fields["marking"].choices = choices  # type: ignore[attr-defined]


class MarkReportForm(RecordForm):
    """Who may read what is in a report from now on: more, or fewer."""

    marking = forms.ChoiceField(
        label=_("Who may read it from now on"),
        choices=Marking,
        help_text=_("A row can be read only by those who may read both it and the report."),
    )


class ObjectionForm(RecordForm):
    """What somebody objected to, and what was done."""

    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}))
    from_whom = forms.CharField(
        label=_("From whom"), max_length=300, required=False, help_text=_("Only if they agree to be named.")
    )
    objection = forms.CharField(label=_("What the objection says"), widget=forms.Textarea(attrs={"rows": 3}))
    done = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 3}))
    entry = forms.CharField(label=_("Entry"), max_length=100, required=False, help_text=_("Key of an entry."))
    reply = long(
        rows=3,
        label=_("Reply of a party"),
        help_text=_("Shown beside the entry exactly as written here, and at most as long as the entry."),
    )


class ChosenWordsForm(RecordForm):
    """Which statement answers an ambiguity, and why."""

    statement = forms.ChoiceField(label=pgettext_lazy("what was said", "Statement"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why it answers"), widget=forms.Textarea(attrs={"rows": 2}))
    why_zh_hans = long(label=_("Why it answers, in Chinese"))

    def __init__(self, *args: object, statements: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["statement"].choices = list(statements)  # type: ignore[attr-defined]


class SearchWordsForm(VersionedForm):
    """The words that say which texts were searched, in the version that their writer has read."""

    texts = forms.CharField(label=_("Which texts"), max_length=300)
    texts_zh_hans = short(label=_("Which texts, in Chinese"), max_length=300)


class SearchForm(RecordForm):
    """Which texts of one side were searched."""

    party = forms.ChoiceField(label=_("Whose texts"))
    texts = forms.CharField(label=_("Which texts"), max_length=300)
    texts_zh_hans = short(label=_("Which texts, in Chinese"), max_length=300)
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    since = PartialDateFormField(label=_("From"))
    until = PartialDateFormField(label=_("To"))
    throughout = forms.BooleanField(
        label=_("The whole time, not only single texts or days"), required=False, initial=True
    )

    def __init__(self, *args: object, sides: Iterable[Party], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(side.code, str(side)) for side in sides]  # type: ignore[attr-defined]


class RedactForm(RecordForm):
    """Why something is taken away."""

    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason stays in its place, for the same readers."),
    )


class RedactEntryForm(RedactForm):
    """Why an entry is taken away, and which of the sources that it alone cites are taken away with it."""

    sources = forms.MultipleChoiceField(
        label=_("Redact these sources too, which no other entry cites"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("sources", "reason")

    def __init__(self, *args: object, sources: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sources"].choices = list(sources)  # type: ignore[attr-defined]
        if not sources:
            del self.fields["sources"]


class RedactNameForm(RedactForm):
    """Why somebody's name is removed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The team can read the reason. Do not write the name in it.")


class RedactTextForm(RedactForm):
    """Which texts of a row are taken away, and why."""

    names = forms.MultipleChoiceField(label=_("Which texts"), widget=forms.CheckboxSelectMultiple)
    field_order = ("names", "reason")

    def __init__(self, *args: object, texts: Iterable[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].choices = list(texts)  # type: ignore[attr-defined]


class OperatorForm(VersionedForm):
    """What the page about this tracker says of who runs it, in both languages."""

    institution = short(label=_("Operator"), max_length=300)
    institution_zh_hans = short(label=_("Operator, in Chinese"), max_length=300)
    country = short(label=_("Country of the server"), max_length=200)
    country_zh_hans = short(label=_("Country of the server, in Chinese"), max_length=200)
    administrators = long(
        rows=2, label=_("Who administers it"), help_text=_("Who can read everything on the server, and who can redact.")
    )
    administrators_zh_hans = long(rows=2, label=_("Who administers it, in Chinese"))
    funding = long(rows=2, label=_("Who pays for it"))
    funding_zh_hans = long(rows=2, label=_("Who pays for it, in Chinese"))
    objections = long(rows=3, label=_("How to object"), help_text=_("Where to write, and what happens then."))
    objections_zh_hans = long(rows=3, label=_("How to object, in Chinese"))
