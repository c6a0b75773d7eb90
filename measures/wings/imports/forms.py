"""The forms for a table: its file, what its columns are, and what to do where both it and the record have changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.analysis.typed_dates import Order
from measures.forms.fields import RecordForm
from measures.models import Kind, Marking, PartyKind, Report, User
from measures.wings.imports.mapping import FIELDS, WITH_VALUES, JointNames
from measures.wings.imports.mapping import Mapping as Columns
from measures.wings.imports.models import CONFLICT, EXTRA, Decision, ImportProfile, ImportRow, flat
from measures.wings.imports.names import Match
from measures.wings.imports.rows import NOTHING as NO_VALUE
from measures.wings.imports.sheets.encodings import ENCODINGS
from measures.wings.imports.sheets.limits import MOST_ROWS
from measures.wings.imports.sheets.options import ReadOptions
from measures.wings.imports.survey import SOME_VALUES, Survey

# The text of a select with nothing chosen.
NOTHING = "-"
FOUND_OUT = _("Detect automatically")
ORDERS = [
    ("", FOUND_OUT),
    (Order.DAY_FIRST, _("Day first: 31/12/2027")),
    (Order.MONTH_FIRST, _("Month first: 12/31/2027")),
]
OPTIONS = {
    "encoding": _("Encoding"),
    "delimiter": _("Column separator"),
    "sheet": _("Sheet"),
    "header_row": _("Row with the column names"),
}
OPTION_LABELS: dict[str, Mapping[str, Any]] = {
    "encoding": ENCODINGS,
    "delimiter": {
        ",": _("Comma"),
        ";": _("Semicolon"),
        "\t": _("Tab"),
        "|": _("Bar (|)"),
    },
}


def header_row_field(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=OPTIONS["header_row"], required=False, min_value=1, max_value=MOST_ROWS, **kwargs)


class TableForm(RecordForm):
    """A table, and the report that its rows become measures of."""

    read_options = ("encoding", "delimiter", "header_row")
    is_as_last = True

    file = forms.FileField(label=_("Table"), help_text=_("CSV, TSV, XLSX, JSON or JSON Lines."))
    report = forms.ModelChoiceField(
        label=_("Report to import into"),
        queryset=Report.objects.current(),
        required=False,
        empty_label=_("A new report"),
        to_field_name="slug",
    )
    slug = forms.SlugField(label=_("Short name of the new report"), required=False, max_length=60)
    title = forms.CharField(label=_("Title of the new report"), required=False, max_length=300)
    author = forms.CharField(label=_("Author of the new report"), required=False, max_length=200)
    marking = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Marking,
        help_text=_(
            "For its measures and, once the table is written, a new report. Until then only the team can read "
            "that report, and it is in no menu."
        ),
    )
    encoding = forms.ChoiceField(
        label=OPTIONS["encoding"], choices=[("", FOUND_OUT), *ENCODINGS.items()], required=False
    )
    delimiter = forms.ChoiceField(
        label=OPTIONS["delimiter"], choices=[("", FOUND_OUT), *OPTION_LABELS["delimiter"].items()], required=False
    )
    header_row = header_row_field(help_text=_("Leave it empty to detect it automatically."))
    order = forms.ChoiceField(label=_("Dates written as numbers"), choices=ORDERS, required=False)
    profile = forms.ChoiceField(
        label=_("Saved mapping"),
        required=False,
        help_text=_("As last time if the table has the columns for it; else by their names."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        saved = ((str(profile.pk), str(profile)) for profile in ImportProfile.objects.all())
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            ("", _("As last time for this report")),
            (NOTHING, _("By the names of the columns")),
            *saved,
        ]

    def clean_profile(self) -> ImportProfile | None:
        """The saved mapping that was chosen, if one was."""
        chosen = self.cleaned_data["profile"]
        self.is_as_last = not chosen
        return ImportProfile.objects.get(pk=chosen) if chosen not in ("", NOTHING) else None

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if values.get("report"):
            return values
        if not values.get("slug") and "slug" not in self.errors:
            raise ValidationError({"slug": _("Choose a report, or enter a short name for a new one.")})
        if Report.objects.current().filter(slug=values.get("slug")).exists():
            raise ValidationError({"slug": _("There is already a report with this short name: choose it above.")})
        return values

    def option_fields(self) -> list[Any]:
        return [self[name] for name in (*self.read_options, "order")]

    def has_options(self) -> bool:
        """Whether any of them is set, or wrong."""
        return any(field.value() or field.errors for field in self.option_fields())

    def options(self) -> dict[str, Any]:
        """How the file is to be read, as far as that was chosen."""
        return {name: self.cleaned_data[name] for name in self.read_options if self.cleaned_data[name]}

    def new_report(self) -> dict[str, str]:
        """What was entered for a new report."""
        return {name: self.cleaned_data[name] for name in ("slug", "title", "author")}


# The choices that mend what is wrong in a field whatever the cell says.
MENDING = {"due_on": "order", "party": "default_party"}
SEVERAL = "; "


class ColumnsField(forms.MultipleChoiceField):
    """Takes some columns of a table; an empty value is none."""

    def to_python(self, value: object) -> list[str]:
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
        label=_("Columns that identify a row without a code"),
        required=False,
        help_text=_("With none, all are used, and a changed row counts as new. Choose before you first write it."),
    )
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
        self.words = dict(self.words_by_column())
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

    def words_by_column(self) -> Iterable[tuple[str, tuple[str, str]]]:
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

    def choice_for(self, name: str, text: str) -> object:
        """The choice that corrects what is wrong with rows in a field, if there is one: it is shown beside them."""
        wanted = ("party" if name == "parties" else name, text)
        by_text = (field for field, word in self.words.items() if word == wanted)
        field = next(by_text, None) if text else MENDING.get(name)
        if field is None:
            return None
        self.shown_elsewhere.add(field)
        self.fields[field].widget.attrs["form"] = self.html_id
        return self[field]

    def column_fields(self) -> list[object]:
        return self.bound_fields(self.columns)

    def word_fields(self) -> list[object]:
        return self.bound_fields(self.words)

    def option_fields(self) -> list[Any]:
        return self.bound_fields(self.options)

    def other_fields(self) -> list[object]:
        return self.bound_fields(
            ("order", "joint_names", "party_kind", "default_party", "default_kind", "profile_name")
        )

    def bound_fields(self, names: Iterable[str]) -> list[object]:
        return [self[name] for name in names if name not in self.shown_elsewhere]


BY_ROW = [(NOTHING, _("By field")), *Decision.choices]
BY_FIELD = [
    (NOTHING, _("Undecided")), (Decision.KEEP, Decision.KEEP.label), (Decision.TAKE, Decision.TAKE.label),
]  # fmt: skip
# Fields of rows that no column is mapped to under this name.
ROW_FIELDS = {"parties": FIELDS["party"], "withdrawn_at": _("Withdrawn")}


def field_label(name: str) -> str:
    """The label of a field; that of a further one is its column's name."""
    return str(FIELDS.get(name) or ROW_FIELDS.get(name) or name.removeprefix(EXTRA))


def words_of(name: str, value: object) -> str:
    """The value of a field, in words."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in WITH_VALUES and value in WITH_VALUES[name].values:
        return str(WITH_VALUES[name](value).label)
    return "" if value is None else str(value)


class ConflictForm(RecordForm):
    """What to do with the conflicting rows that are shown: with a whole row, or with each of its fields."""

    html_id = "conflicts"

    def __init__(
        self, *args: object, rows: Iterable[ImportRow], decisions: Mapping[str, object], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            decided = decisions.get(str(row.row_number), "")
            of_row, of_fields = ("", decided) if isinstance(decided, dict) else (decided, {})
            label = gettext("Row %(number)d, %(code)s") % {"number": row.row_number, "code": row.code}
            self.add_choice(f"row-{row.row_number}", label, BY_ROW, of_row)
            for field, name in self.fields_of(row).items():
                self.add_choice(field, f"{label}{gettext(': ')}{field_label(name)}", BY_FIELD, of_fields.get(name))

    def add_choice(self, field: str, label: str, choices: Any, decided: Any) -> None:
        select = forms.Select({"form": self.html_id})
        self.fields[field] = forms.ChoiceField(
            label=label, choices=choices, initial=decided or NOTHING, required=False, widget=select
        )

    @staticmethod
    def fields_of(row: ImportRow) -> dict[str, str]:
        """The form's fields for the fields of a row that are in conflict."""
        return {f"row-{row.row_number}-{place}": name for place, name in enumerate(row.in_conflict)}

    def decisions(self) -> dict[str, Any]:
        """One decision, or one for each field, by row number."""
        chosen: dict[str, str] = {name: value.removeprefix(NOTHING) for name, value in self.cleaned_data.items()}
        found = {}
        for row in self.rows:
            by_field = {name: chosen[field] for field, name in self.fields_of(row).items() if chosen[field]}
            found[str(row.row_number)] = chosen[f"row-{row.row_number}"] or by_field
        return {row_number: decision for row_number, decision in found.items() if decision}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a page shows it: what is wrong with it, what differs, and what can be chosen where it is in conflict."""

    row: ImportRow
    problems: list[tuple[str, str]]
    # Each with what is here, what is in the file, and the choice where both have changed.
    differences: list[tuple[str, str, str, Any]]
    choice: Any = None

    @classmethod
    def of(cls, row: ImportRow, form: ConflictForm | None = None) -> Self:
        choices = {name: form[field] for field, name in form.fields_of(row).items()} if form else {}
        differences = [
            (field_label(name), words_of(name, here), words_of(name, file), choices.get(name))
            for name, here, file in row.compared
        ]
        problems = [
            (field_label(each["field"]), each["message"]) for each in row.problems if each["message"] != CONFLICT
        ]
        return cls(row, problems, differences, form[f"row-{row.row_number}"] if form else None)

    def values(self) -> list[tuple[str, str]]:
        """What would be written of the row, in words."""
        return [(field_label(name), words_of(name, value)) for name, value in flat(self.row.fields).items() if value]
