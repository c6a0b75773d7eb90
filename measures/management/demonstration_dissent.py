"""A dissent of an invented member of the team from an assessment of the fictional report."""

from datetime import date

from measures.models import AssessmentDirection, Entry, User
from measures.operations.drafts import DissentDraft
from measures.operations.entries import dissent_from

WRITTEN_ON = date(2026, 11, 3)


def create_dissent(member: User) -> None:
    """A member reads the count of late changes otherwise than the record's authors."""
    dissent_from(
        Entry.objects.get(key="two-shores-AS-2026-10-31"),
        DissentDraft(
            on="two-shores-NORTH-1",
            about="NORTHSHORE",
            level=2,
            direction=AssessmentDirection.TOWARD,
            text="Thirty-eight of the fifty sailings were kept. Four years ago nobody could have counted them, since "
            "there was no timetable.",
            text_zh_hans="五十个班次中有三十八个如期开航。四年前根本没有时刻表，也就无从统计。",
        ),
        by=member,
        on=WRITTEN_ON,
    )
