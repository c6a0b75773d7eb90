"""Adding subjects that texts are read for, beyond what a library brought, and changing what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from measures import access
from measures.models import Ambiguity, Measure, Report, Subject, User
from measures.operations.batches import Revision, alone, require_rows, revise_rows
from measures.operations.drafts import column_values
from measures.operations.faults import Faults, faults
from measures.operations.transactions import in_one_transaction

REVISABLE = ("title", "title_zh_hans", "looked_for", "note", "note_zh_hans")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectDraft:
    """A subject to be added to a report; `parent` and `touches` are keys."""

    code: str
    title: str
    looked_for: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parent: str = ""
    touches: Sequence[str] = ()
    title_zh_hans: str = ""
    note: str = ""
    note_zh_hans: str = ""


@in_one_transaction
def add_subject(report: Report, draft: SubjectDraft, *, by: User) -> Subject:
    """Add a subject at the end of a report's list."""
    access.require(by, "add_subject", report)
    report = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    key = f"{report.slug}-{draft.code}"
    with faults() as found:
        if Subject.objects.filter(key=key).exists():
            found.add("code", _("This code is already in use."))
        check_looked_for(draft.looked_for, found)
        last = report.subjects.aggregate(last=Max("position"))["last"] or 0
        subject = Subject(report=report, key=key, position=last + 1, **column_values(draft, Subject))
        found.check(subject, ["code", "title", "title_zh_hans"])
        if draft.parent:
            subject.parent = report.subjects.filter(key=draft.parent).first()
            if subject.parent is None:
                found.add_unknown("parent", draft.parent)
        measures = Measure.objects.visible_to(access.audience_of(by)).filter(report=report, key__in=draft.touches)
        touched: list[Measure | Ambiguity] = [*measures, *report.ambiguities.filter(key__in=draft.touches)]
        for index, target in enumerate(draft.touches):
            if target not in {row.key for row in touched}:
                found.add_unknown(f"touches.{index}", target)
    subject.save()
    subject.measures.set([row for row in touched if isinstance(row, Measure)])
    subject.ambiguities.set([row for row in touched if isinstance(row, Ambiguity)])
    return subject


def check_looked_for(words: object, found: Faults) -> None:
    """Words are looked for by language, each a list of them."""
    is_by_language = isinstance(words, Mapping) and all(
        isinstance(each, list | tuple) and all(isinstance(word, str) and word.strip() for word in each)
        for each in words.values()
    )
    if not is_by_language:
        found.add("looked_for", _("Enter a list of words for each language."))


@in_one_transaction
def revise_subject(subject: Subject, *, changes: Mapping[str, Any], version: int, by: User) -> Subject:
    """Change what a subject says, if nobody else has since the writer read it as `version`."""
    access.require(by, "revise_subject", subject)
    with faults() as found:
        check_looked_for(changes.get("looked_for", {}), found)
    seen = Subject.objects.visible_to(access.audience_of(by)).filter(pk=subject.pk)
    rows = {row.key: row for row in seen.select_for_update(of=("self",), no_key=True)}
    revision = Revision(subject.key, version, changes)
    with alone():
        require_rows([revision], rows)
        changed = [row for row, _names in revise_rows([revision], rows, REVISABLE)]
    Subject.objects.bulk_update(changed, [*REVISABLE, "version"])
    return rows[subject.key]
