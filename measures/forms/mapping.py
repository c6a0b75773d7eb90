"""The form of a mapping: what each column is, what the table's words stand for, and which columns identify a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.forms.imports import FOUND_OUT, NOTHING, OPTION_LABELS, OPTIONS, ORDERS, header_row_field
from measures.library.imports.mapping import FIELDS, WITH_VALUES, JointNames
from measures.library.imports.mapping import Mapping as Columns
from measures.library.imports.names import Match
from measures.library.imports.rows import NOTHING as NO_VALUE
from measures.library.imports.survey import SOME_VALUES, Survey
from measures.library.sheets.options import ReadOptions
from measures.models import Kind, PartyKind, User

# The choices that mend what is wrong in a field whatever the cell says.
MENDING = {"due_on": "order", "party": "default_party"}
SEVERAL = "; "


class ColumnsField(forms.MultipleChoiceField):
    """Takes some columns of a table; an empty value is none."""

    def to_python(self, value: Any) -> list[str]:
        return [each for each in super().to_python(value) if each]


class MappingForm(RecordForm):
    """What each column is, what the table's words stand for, and which columns identify a row."""

    html_id = "columns"
    order = forms.ChoiceField(label=_("Dates written as numbers"), choices=ORDERS, required=False)
    joint_names = forms.ChoiceField(
        label=_("Names that may be one party or several"),
        required=False,
        choices=[
            ("", _("Ask for each")),
            (JointNames.ONE.value, _("One party each")),
            (JointNames.SEVERAL.value, _("Several: split all")),
        ],
    )
    party_kind = forms.ChoiceField(label=_("New parties are"), choices=PartyKind)
    default_party = forms.CharField(
        label=_("Addressed to, if a row does not say"), required=False, max_length=200,
        help_text=_("Code or name of a party."),
    )  # fmt: skip
    default_kind = forms.ChoiceField(
        label=_("Kind, if a row does not say"),
        required=False,
        choices=[("", _("According to its parties")), *Kind.choices],
    )
    identity = ColumnsField(
        label=_("Columns that identify a row without a code"), required=False,
        help_text=_("If you choose none, all columns are used, and a row that changes counts as new. Choose before "
"you first write the table."),
    )  # fmt: skip
    profile_name = forms.CharField(label=_("Save this mapping under a name"), required=False, max_length=100)

    def __init__(
        self, *args: Any, survey: Survey, mapping: Columns, matches: Iterable[Match] = (), **kwargs: Any
    ) -> None:
        self.survey, self.mapping = survey, mapping
        self.shown_elsewhere: set[str] = set()
        initial = {name: getattr(mapping, name) for name in ("order", "joint_names", "party_kind")}
        initial |= {f"default_{name}": value for name, value in mapping.defaults.items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.columns = {f"column-{place}": name for place, name in enumerate(survey.columns)}
        choices = [(NOTHING, _("Keep it under its own name")), *FIELDS.items()]
        for field, name in self.columns.items():
            sample = " · ".join(survey.columns[name].sample)
            mapped = mapping.columns.get(name, NOTHING)
            self.fields[field] = forms.ChoiceField(label=name, choices=choices, initial=mapped, help_text=sample)
        self.fields["identity"].choices = list(self.columns.items())  # type: ignore[attr-defined]
        self.initial["identity"] = [field for field, name in self.columns.items() if name in mapping.identity]
        self.options = dict(self.form_fields())
        self.fields |= self.options
        self.words = dict(self.their_words())
        for field, (name, theirs) in self.words.items():
            ours = [(NOTHING, _("Not stated")), *WITH_VALUES[name].choices]
            self.fields[field] = forms.ChoiceField(label=theirs, choices=ours, initial=self.meaning(name, theirs))
        for place, match in enumerate(self.with_mapped(matches)):
            self.add_match(f"match-{place}", **match)

    def meaning(self, name: str, theirs: str) -> str:
        """What one of the table's words stands for now."""
        return self.mapping.values.get(name, {}).get(theirs) or NOTHING

    def with_mapped(self, matches: Iterable[Match]) -> list[Match]:
        """Names that may be matched, including those that were matched before."""
        chosen = [
            {"field": name, "theirs": theirs, "near": {ours: ours}}
            for name in ("party", "owner")
            for theirs, ours in self.mapping.values.get(name, {}).items()
            if ours
        ]
        return [*chosen, *(each for each in matches if self.meaning(each["field"], each["theirs"]) == NOTHING)]

    def add_match(
        self,
        place: str,
        *,
        field: str,
        theirs: str,
        near: Mapping[str, str],
        parts: Sequence[str] = (),
        is_open: bool = False,
    ) -> None:
        """Offer a choice of whom a name may mean: for an owner every user, the nearest first."""
        found = {ours: f"{name} ({ours})" if name != ours else ours for ours, name in near.items()}
        if field == "owner":
            found |= {user.email: f"{user} ({user.email})" for user in self.people if user.email not in found}
        if parts:
            found |= {SEVERAL.join(parts): str(_("Several parties: %(names)s") % {"names": SEVERAL.join(parts)})}
        if is_open:
            found |= {theirs: str(_("One party with this name"))}
        nobody = _("A new party") if field == "party" and not is_open else _("Not stated")
        self.words[place] = (field, theirs)
        self.fields[place] = forms.ChoiceField(
            label=theirs,
            help_text=FIELDS[field],
            choices=[(NOTHING, nobody), *found.items()],
            initial=self.meaning(field, theirs),
            required=False,
        )

    @cached_property
    def people(self) -> list[User]:
        return list(User.objects.filter(is_active=True).order_by("name", "pk"))

    def form_fields(self) -> Iterable[tuple[str, forms.Field]]:
        """How the file is read, where that can be chosen: as it was found out, or one of a closed list."""
        was_read, chosen = self.survey.options.as_json(), self.mapping.options.as_json()
        for name, choices in self.survey.choices.items():
            labels = OPTION_LABELS.get(name, {})
            read = was_read.get(name, "")
            found = _("As detected: %(read)s") % {"read": labels.get(read, read)} if read else FOUND_OUT
            yield (
                name,
                forms.ChoiceField(
                    label=OPTIONS[name],
                    choices=[(NOTHING, found), *((each, labels.get(each, each)) for each in choices)],
                    initial=chosen.get(name, NOTHING),
                    required=False,
                ),
            )
        if row := was_read.get("header_row"):
            help_text = _("Leave it empty to detect it automatically: it is row %(row)d.") % {"row": row}
            yield "header_row", header_row_field(initial=chosen.get("header_row"), help_text=help_text)

    def their_words(self) -> Iterable[tuple[str, tuple[str, str]]]:
        """The words of those columns whose values must be ours."""
        for column, name in self.mapping.columns.items():
            if name in WITH_VALUES and column in self.survey.columns:
                words = list(self.survey.columns[column].values)[:SOME_VALUES]
                for place, theirs in enumerate(word for word in words if word.casefold() not in NO_VALUE):
                    yield f"value-{name}-{place}", (name, theirs)

    def changes(self) -> dict[str, Any]:
        """What of the mapping is as it was entered."""
        values = self.cleaned_data
        chosen = {name: values[name] for name in self.options if values[name] not in (None, NOTHING)}
        words: dict[str, dict[str, str]] = {}
        for field, (name, theirs) in self.words.items():
            if field in values:
                words.setdefault(name, {})[theirs] = values[field].removeprefix(NOTHING)
        return {
            "options": {**asdict(ReadOptions()), **chosen},
            "columns": {name: values[field].removeprefix(NOTHING) for field, name in self.columns.items()},
            "values": words,
            "defaults": {name: values[f"default_{name}"] for name in ("party", "kind")},
            "identity": [self.columns[field] for field in values["identity"]],
            "order": values["order"],
            "joint_names": values["joint_names"],
            "party_kind": values["party_kind"],
        }

    def choice_for(self, name: str, text: str) -> Any:
        """The choice that corrects what is wrong with rows in a field, if there is one: it is shown beside them."""
        wanted = ("party" if name == "parties" else name, text)
        by_text = (field for field, word in self.words.items() if word == wanted)
        field = next(by_text, None) if text else MENDING.get(name)
        if field is None:
            return None
        self.shown_elsewhere.add(field)
        self.fields[field].widget.attrs["form"] = self.html_id
        return self[field]

    def column_fields(self) -> list[Any]:
        return self.shown_here(self.columns)

    def word_fields(self) -> list[Any]:
        return self.shown_here(self.words)

    def option_fields(self) -> list[Any]:
        return self.shown_here(self.options)

    def other_fields(self) -> list[Any]:
        return self.shown_here(("order", "joint_names", "party_kind", "default_party", "default_kind", "profile_name"))

    def shown_here(self, names: Iterable[str]) -> list[Any]:
        return [self[name] for name in names if name not in self.shown_elsewhere]
