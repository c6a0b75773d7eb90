"""Adding subjects that texts are read for, beyond what a library brought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max
from django.utils.translation import gettext as _

from measures import access
from measures.models import Ambiguity, Measure, Report, Subject, User
from measures.operations.faults import faults
from measures.operations.locks import lock_row
from measures.operations.nouns import check_looked_for
from measures.operations.rows import column_values
from measures.operations.transactions import in_one_transaction


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
    report = lock_row(report)
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
