"""The forms of an import: which table into which report, what its columns are, what becomes of its conflicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.library.imports.jobs import refuse_both
from measures.library.imports.mapping import FIELDS, WITH_VALUES
from measures.library.imports.mapping import Mapping as Columns
from measures.library.imports.names import Match
from measures.library.imports.rows import NOTHING as NO_VALUE
from measures.library.imports.survey import SOME_VALUES, Survey
from measures.library.sheets.dates import Order
from measures.library.sheets.encodings import NAMES
from measures.library.sheets.options import ReadOptions
from measures.models import Decision, ImportProfile, ImportRow, Kind, Marking, PartyKind, Report, User
from measures.models.imports import EXTRA

# The text of a select with nothing chosen.
NOTHING = "-"
FOUND_OUT = _("As is found out")
ORDERS = [
    ("", FOUND_OUT),
    (Order.DAY_FIRST, _("Day first: 31/12/2027")),
    (Order.MONTH_FIRST, _("Month first: 12/31/2027")),
]
OPTIONS = {
    "encoding": _("Encoding"),
    "delimiter": _("Between the columns stands"),
    "sheet": _("Sheet"),
    "header_row": _("Row with the names of the columns"),
}
# The choices that mend what is wrong in a field whatever the cell says.
MENDING = {"due_on": "order", "party": "default_party"}
SEVERAL = "; "
OPTION_LABELS: dict[str, Mapping[str, Any]] = {
    "encoding": NAMES,
    "delimiter": {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Bar (|)")},
}


MOST_ROWS = 1_000_000
# Fields of rows that no column is mapped to under this name.
ROW_FIELDS = {"parties": FIELDS["party"], "withdrawn_at": _("Withdrawn")}


def label_of(name: str) -> str:
    """The label of a field; that of a further one is its column's name."""
    return str(FIELDS.get(name) or ROW_FIELDS.get(name) or name.removeprefix(EXTRA))


def words_of(name: str, value: Any) -> str:
    """The value of a field, in words."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in WITH_VALUES and value in WITH_VALUES[name].values:
        return str(WITH_VALUES[name](value).label)
    return "" if value is None else str(value)


def header_row_field(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=OPTIONS["header_row"], required=False, min_value=1, max_value=MOST_ROWS, **kwargs)


class TableForm(RecordForm):
    """A table, and the report that its rows become measures of."""

    read_options = ("encoding", "delimiter", "header_row")

    file = forms.FileField(label=_("Table"), help_text=_("CSV, TSV, XLSX, JSON or JSON Lines."))
    report = forms.ModelChoiceField(
        label=_("Into the report"), queryset=Report.objects.all(), required=False, empty_label=_("A new report"),
        to_field_name="slug",
    )  # fmt: skip
    slug = forms.SlugField(label=_("Short name of the new report"), required=False, max_length=60)
    title = forms.CharField(label=_("Title of the new report"), required=False, max_length=300)
    author = forms.CharField(label=_("Author of the new report"), required=False, max_length=200)
    marking = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Marking,
        help_text=_("Its measures, and the new report where it makes one: others are not told of that either."),
    )
    encoding = forms.ChoiceField(label=OPTIONS["encoding"], choices=[("", FOUND_OUT), *NAMES.items()], required=False)
    delimiter = forms.ChoiceField(
        label=OPTIONS["delimiter"], choices=[("", FOUND_OUT), *OPTION_LABELS["delimiter"].items()], required=False
    )
    header_row = header_row_field(help_text=_("If you leave it empty, it is found out."))
    order = forms.ChoiceField(label=_("Dates in figures"), choices=ORDERS, required=False)
    profile = forms.ModelChoiceField(
        label=_("Mapping kept under a name"),
        queryset=ImportProfile.objects.all(),
        required=False,
        empty_label=_("None"),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if report := values.get("report"):
            refuse_both(report, self.new(values))
            return values
        if not values.get("slug") and "slug" not in self.errors:
            raise ValidationError({"slug": _("Choose a report, or give a new one a short name.")})
        if Report.objects.filter(slug=values.get("slug")).exists():
            raise ValidationError({"slug": _("There is a report of this short name: choose it above.")})
        return values

    def option_fields(self) -> list[Any]:
        return [self[name] for name in (*self.read_options, "order")]

    def has_options(self) -> bool:
        """Whether any of them is set, or wrong."""
        return any(field.value() or field.errors for field in self.option_fields())

    def options(self) -> dict[str, Any]:
        """How the file is to be read, as far as that was chosen."""
        return {name: self.cleaned_data[name] for name in self.read_options if self.cleaned_data[name]}

    @staticmethod
    def new(values: Mapping[str, Any]) -> dict[str, str]:
        """What was entered for a new report."""
        return {name: values.get(name, "") for name in ("slug", "title", "author")}


class ColumnsField(forms.MultipleChoiceField):
    """Takes some columns of a table; an empty value is none."""

    def to_python(self, value: Any) -> list[str]:
        return [each for each in super().to_python(value) if each]


class MappingForm(RecordForm):
    """What each column is, what the table's words stand for, and which columns identify a row."""

    html_id = "columns"
    order = forms.ChoiceField(label=_("Dates in figures"), choices=ORDERS, required=False)
    party_kind = forms.ChoiceField(label=_("New parties are"), choices=PartyKind)
    default_party = forms.CharField(
        label=_("Addressed to, where a row does not say"), required=False, max_length=200,
        help_text=_("The code or the name of a party."),
    )  # fmt: skip
    default_kind = forms.ChoiceField(
        label=_("Kind, where a row does not say"), required=False, choices=[("", _("By its parties")), *Kind.choices]
    )
    identity = ColumnsField(
        label=_("Columns by which a row without a code is known"), required=False,
        help_text=_("If you choose none, all are: then a row that changes is new. Choose before you first write it."),
    )  # fmt: skip
    profile_name = forms.CharField(label=_("Keep this mapping under a name"), required=False, max_length=100)

    def __init__(
        self, *args: Any, survey: Survey, mapping: Columns, matches: Iterable[Match] = (), **kwargs: Any
    ) -> None:
        self.survey, self.mapping = survey, mapping
        self.shown_elsewhere: set[str] = set()
        initial = {"order": mapping.order, "party_kind": mapping.party_kind}
        initial |= {f"default_{name}": value for name, value in mapping.defaults.items()}
        super().__init__(*args, initial=initial, **kwargs)
        self.columns = {f"column-{place}": name for place, name in enumerate(survey.columns)}
        choices = [(NOTHING, _("Keep it under its name")), *FIELDS.items()]
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
            ours = [(NOTHING, _("Not said")), *WITH_VALUES[name].choices]
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
            found |= {theirs: str(_("One party of this name"))}
        nobody = _("A new party") if field == "party" and not is_open else _("Not said")
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
            found = _("As is found out: %(read)s") % {"read": labels.get(read, read)} if read else FOUND_OUT
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
            help_text = _("If you leave it empty, it is found out: it is row %(row)d.") % {"row": row}
            yield "header_row", header_row_field(initial=chosen.get("header_row"), help_text=help_text)

    def their_words(self) -> Iterable[tuple[str, tuple[str, str]]]:
        """The words of those columns whose values must be ours."""
        for column, name in self.mapping.columns.items():
            if name in WITH_VALUES and column in self.survey.columns:
                words = list(self.survey.columns[column].values)[:SOME_VALUES]
                for place, theirs in enumerate(word for word in words if word.casefold() not in NO_VALUE):
                    yield f"value-{name}-{place}", (name, theirs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        mapped = [name for name in (values.get(field) for field in self.columns) if name not in (None, NOTHING)]
        for name in sorted({each for each in mapped if mapped.count(each) > 1}):
            self.add_error(None, _("Two columns are the %(field)s: choose one.") % {"field": FIELDS[name]})
        if "title" not in mapped and not self.is_anew(values):
            self.add_error(None, _("Say which column is the title."))
        return values

    def changes(self) -> dict[str, Any]:
        """What of the mapping is as it was entered."""
        values = self.cleaned_data
        words: dict[str, dict[str, str]] = {}
        for field, (name, theirs) in self.words.items():
            if field in values:
                words.setdefault(name, {})[theirs] = values[field].removeprefix(NOTHING)
        return {
            "options": self.chosen_options(values),
            "columns": {name: values[field].removeprefix(NOTHING) for field, name in self.columns.items()},
            "values": words,
            "defaults": {name: values[f"default_{name}"] for name in ("party", "kind")},
            "identity": [self.columns[field] for field in values["identity"]],
            "order": values["order"],
            "party_kind": values["party_kind"],
        }

    def chosen_options(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """How the file is to be read; what is not chosen is found out."""
        chosen = {name: values[name] for name in self.options if values.get(name) not in (None, NOTHING)}
        return {**asdict(ReadOptions()), **chosen}

    def is_anew(self, values: Mapping[str, Any]) -> bool:
        """Whether the columns differ from those that were shown, or were not known yet."""
        return ReadOptions(**self.chosen_options(values)) != self.mapping.options or not self.columns

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
        return self.shown_here(("order", "party_kind", "default_party", "default_kind", "profile_name"))

    def shown_here(self, names: Iterable[str]) -> list[Any]:
        return [self[name] for name in names if name not in self.shown_elsewhere]


# For a row that is decided field by field.
BY_FIELD = [(NOTHING, _("Undecided")), (Decision.KEEP, Decision.KEEP.label), (Decision.TAKE, Decision.TAKE.label)]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that differs, with what is here and what is in the file; with the choice if both changed it."""

    name: str
    here: str
    file: str
    choice: Any


class ConflictForm(RecordForm):
    """What to do with the conflicting rows that are shown: with a whole row, or with each of its fields."""

    def __init__(self, *args: Any, rows: Iterable[ImportRow], decisions: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {f"row-{row.number}": row for row in rows}
        for field, row in self.rows.items():
            decided = decisions.get(str(row.number), {})
            self.fields[field] = forms.ChoiceField(
                label=_("Row %(number)d, %(code)s") % {"number": row.number, "code": row.code},
                choices=[(NOTHING, _("By field")), *Decision.choices],
                initial=decided if isinstance(decided, str) and decided else NOTHING,
                required=False,
            )
            for choice, name in self.choices_of(field, row).items():
                self.fields[choice] = forms.ChoiceField(
                    label=label_of(name),
                    choices=BY_FIELD,
                    initial=decided.get(name, NOTHING) if isinstance(decided, dict) else NOTHING,
                    required=False,
                )

    @staticmethod
    def choices_of(field: str, row: ImportRow) -> dict[str, str]:
        """The names of the form's fields for the fields of a row that are in conflict."""
        return {f"{field}-{place}": name for place, name in enumerate(row.in_conflict)}

    def decided(self) -> dict[str, Any]:
        """One decision, or one for each field, by row number."""
        found = {str(row.number): self.decided_of(field, row) for field, row in self.rows.items()}
        return {number: decision for number, decision in found.items() if decision}

    def decided_of(self, field: str, row: ImportRow) -> str | dict[str, str]:
        chosen: dict[str, str] = {name: value.removeprefix(NOTHING) for name, value in self.cleaned_data.items()}
        by_field = {name: chosen[choice] for choice, name in self.choices_of(field, row).items() if chosen[choice]}
        return chosen[field] or by_field

    def row_fields(self) -> list[tuple[ImportRow, Any, list[Difference]]]:
        found = []
        for field, row in self.rows.items():
            choices = {name: self[choice] for choice, name in self.choices_of(field, row).items()}
            differences = [
                Difference(label_of(name), words_of(name, here), words_of(name, file), choices.get(name))
                for name, here, file in row.compared
            ]
            found.append((row, self[field], differences))
        return found
