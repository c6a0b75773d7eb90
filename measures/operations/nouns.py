"""What people may edit of each noun of the catalogue, each declared once, with the rules that no column says."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from measures.models import Ambiguity, Indicator, Measure, Milestone, Motivation, Party, Report, Subject, Term, User
from measures.operations.announced_dates import DATE
from measures.operations.connections import check_addressees, restate_addressed
from measures.operations.editing import Noun
from measures.operations.faults import Faults
from measures.operations.locks import lock_measures, lock_reports_of
from measures.operations.new_reports import check_levels
from measures.wing import wings

PLACE = ("source_heading", "source_paragraph", "source_note")


def check_report(report: Report, found: Faults, _changed: Mapping[str, Any]) -> None:
    """Each level has its English words; as long as proposals wait, they need agreement."""
    check_levels(report.levels, found)
    if not report.needs_agreement and report.proposals.exists():
        found.add("needs_agreement", _("Proposals still wait in this report: decide on them first."))


def check_ambiguity(ambiguity: Ambiguity, found: Faults, _changed: Mapping[str, Any]) -> None:
    """A set holds elements, and no sets; and who finds something unclear has a basis."""
    above = ambiguity.parent
    if above is not None and (above == ambiguity or above.parent_id or (ambiguity.pk and ambiguity.elements.exists())):
        found.add("parent", _("Choose a set: elements hold no others, and a set stands in none."))
    if bool(ambiguity.perceived_by_id) != bool(ambiguity.perceived_by_basis):
        found.add("perceived_by_basis", _("Choose a party and the basis, or neither."))


def check_subject(subject: Subject, found: Faults, _changed: Mapping[str, Any]) -> None:
    """Words are looked for by language; no subject is below itself."""
    check_looked_for(subject.looked_for, found)
    line, above = {subject.pk}, subject.parent
    while above is not None and above.pk not in line:
        line.add(above.pk)
        above = above.parent
    if above is not None:
        found.add("parent", _("A subject cannot be below itself."))


def check_looked_for(words: object, found: Faults) -> None:
    """Words are looked for by language, each a list of them."""
    is_by_language = isinstance(words, Mapping) and all(
        isinstance(each, list | tuple) and all(isinstance(word, str) and word.strip() for word in each)
        for each in words.values()
    )
    if not is_by_language:
        found.add("looked_for", _("Enter a list of words for each language."))


def who_set_the_due_date(_measure: Measure, changed: Collection[str], by: User) -> dict[str, User]:
    return {"due_on_set_by": by} if "due_on" in changed else {}


REPORT = Noun(
    name="reports",
    model=Report,
    columns=(
        "title", "topic", "aim", "author", "publisher", "published", "url", "disclaimer", "note", "levels", "codebook",
        "subjects_note", "readouts_note", "dates_note", "statements_note", "record_note", "first_year",
        "search_every_days", "needs_agreement",
    ),
    within="",
    key="slug",
    page="report",
    check=check_report,
)  # fmt: skip
PARTY = Noun(
    name="parties",
    model=Party,
    columns=("name", "adjective", "kind"),
    act="edit_party",
    within="",
    key="code",
    key_of="code",
)
AMBIGUITY = Noun(
    name="ambiguities",
    model=Ambiguity,
    columns=(
        "title", "description", "parent", "bearers", "bearer_note", "perceived_by", "perceived_by_basis", "is_worry",
        "announced_count", "note", *PLACE, "position",
    ),
    key_of="code",
    page="ambiguity",
    check=check_ambiguity,
    lock=lambda rows: lock_reports_of(Ambiguity.objects.filter(pk__in=rows)),
)  # fmt: skip
INDICATOR = Noun(
    name="indicators",
    model=Indicator,
    columns=("name", "how_judged", "where_to_look", "position"),
    within="measure",
    key_of="name",
    once="name",
)
TERM = Noun(
    name="terms",
    model=Term,
    columns=("term", "definition", "note", "in_report", "position"),
    key_of="term",
    once="term",
)
MOTIVATION = Noun(
    name="motivations",
    model=Motivation,
    columns=("statement", "implication", *PLACE, "position"),
    key_of="code",
)
SUBJECT = Noun(
    name="subjects",
    model=Subject,
    columns=("title", "looked_for", "note", "parent", "measures", "ambiguities", "position"),
    together={"touches": ("measures", "ambiguities")},
    act="revise_subject",
    act_to_add="add_subject",
    key_of="code",
    page="subject",
    check=check_subject,
    lock=lambda rows: lock_reports_of(Subject.objects.filter(pk__in=rows)),
)
MEASURE = Noun(
    name="measures",
    model=Measure,
    columns=(
        "title", "description", "verb", "timescale", "kind", "parties", "needs_to_complete", "due_on",
        "review_every_days", "explicit", "classification_basis", "classification_why", *PLACE,
    ),
    act="revise_measure",
    key_of="code",
    page="measure",
    has_form_for_new=True,
    check=check_addressees,
    lock=lock_measures,
    along=who_set_the_due_date,
    restate=restate_addressed,
)  # fmt: skip
MILESTONE = Noun(
    name="milestones",
    model=Milestone,
    columns=("title", "type", "beyond_report"),
    act="revise_milestone",
    within="measure",
    key_of="code",
    has_form_for_new=True,
)
# Those that libraries bring and bring up to date; the words of parties stay as they are here.
CATALOGUE = (REPORT, AMBIGUITY, MEASURE, MILESTONE, INDICATOR, TERM, MOTIVATION, SUBJECT)
LOADED = (*CATALOGUE, DATE)
# Those that people edit on pages of the catalogue, by their names in addresses.
NOUNS = {noun.name: noun for noun in (*CATALOGUE, PARTY)}


@cache
def all_nouns() -> dict[str, Noun]:
    """All that people edit by a declaration, also what has a list of its own and what wings have."""
    others = (DATE, *(noun for wing in wings() for noun in wing.nouns))
    return NOUNS | {noun.name: noun for noun in others}
