"""Beginning a report here, without a library: what it says of itself, and the parties that nobody has named before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from measures import access
from measures.models import LEVELS, Marking, PartialDate, Party, PartyKind, Report, User
from measures.models.keys import free_key, short_hash
from measures.models.reports import USUAL_DISCLAIMER, USUAL_LEVELS
from measures.operations.batches import refuse_repeated
from measures.operations.faults import Faults, faults
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction

LONGEST_PROPOSED = 40
# What stands in addresses where the short name of a report would.
NO_SHORT_NAMES = ("new",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDraft:
    """A party that is not here yet."""

    code: str
    name: str
    name_zh_hans: str = ""
    kind: str = PartyKind.STATE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """A report to begin; without a short name it gets one that is made of its title."""

    title: str
    slug: str = ""
    title_zh_hans: str = ""
    topic: str = ""
    topic_zh_hans: str = ""
    aim: str = ""
    aim_zh_hans: str = ""
    author: str = ""
    author_zh_hans: str = ""
    publisher: str = ""
    publisher_zh_hans: str = ""
    published: PartialDate | None = None
    url: str = ""
    disclaimer: str = USUAL_DISCLAIMER["disclaimer"]
    disclaimer_zh_hans: str = USUAL_DISCLAIMER["disclaimer_zh_hans"]
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: USUAL_LEVELS)
    is_fictional: bool = False
    parties: Sequence[PartyDraft] = ()


@in_one_transaction
def add_report(draft: ReportDraft, *, by: User) -> Report:
    """Begin a report that says nothing yet but what it is, for the team alone, and add the parties that it brings."""
    access.require(by, "add_report")
    report = Report(**column_values(draft, Report), marking=Marking.INTERNAL)
    report.slug = draft.slug or proposed_slug(draft.title, Report.objects.values_list("slug", flat=True))
    parties = [Party(**column_values(each, Party), code=each.code) for each in draft.parties]
    with faults() as found:
        found.check(report, but=("levels",))
        check_levels(draft.levels, found)
        if report.slug in NO_SHORT_NAMES or Report.objects.filter(slug=report.slug).exists():
            found.add("slug", _("This short name is already in use."))
        check_new_parties(parties, found)
    report.save()
    Party.objects.bulk_create(parties)
    return report


def proposed_slug(title: str, taken: Collection[str]) -> str:
    """A short name made of a title, that no other report has; of a title in Chinese, a mark of it."""
    words = slugify(title)[:LONGEST_PROPOSED].strip("-") or f"report-{short_hash([title])[:6].lower()}"
    return free_key(words, {*taken, *NO_SHORT_NAMES})


def check_levels(levels: Any, found: Faults) -> None:
    """Every level has a wording in English, and may have one in Chinese."""
    if set(levels) != set(map(str, LEVELS)):
        found.add("levels", _("Enter what each of the levels 0 to 3 is called."))
        return
    for level, words in levels.items():
        if set(words) - {"en", "zh-hans"}:
            found.add(f"levels.{level}", _("Use the languages en and zh-hans."))
        found.require(f"levels.{level}.en", words.get("en", ""))


def check_new_parties(parties: Sequence[Party], found: Faults) -> None:
    """The parties are new, and each is named once."""
    own = Faults()
    codes = [party.code for party in parties]
    refuse_repeated(codes, "code", own)
    there = set(Party.objects.filter(code__in=codes).values_list("code", flat=True))
    for index, party in enumerate(parties):
        own.check(party, at=f"{index}.")
        if party.code in there:
            own.add(f"{index}.code", _("There is already a party with this code."))
    found.add_below("parties.", own)
