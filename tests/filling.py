"""Fills a report with many rows of each kind, past the operations that would make them one by one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from measures.analysis.seals import FIRST, SALT_BYTES
from measures.models import (
    PUBLIC,
    AccessToken,
    Addressee,
    Addressing,
    Ambiguity,
    AnnouncedDate,
    Chain,
    CorrectionReason,
    DateFinding,
    Entry,
    EntryKind,
    Evidence,
    Link,
    Measure,
    Milestone,
    Motivation,
    Owner,
    PartialDate,
    Party,
    Proposal,
    Report,
    Review,
    SecretUrl,
    Standing,
    Subject,
    Term,
    TextSearch,
    User,
    Watch,
)
from measures.operations.catalogue import load_sources
from measures.operations.clock import clock
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    DissentDraft,
    EntryDraft,
    JudgementDraft,
    MarkDraft,
    ReadoutsDraft,
    ReferenceDraft,
    StatementDraft,
    UnreadTextDraft,
    comparison_draft,
    dissent_draft,
    summary_draft,
)
from measures.operations.journal import append_reviews
from measures.operations.series import load_entries
from measures.wings.digests.models import Digest, Snooze
from tests.factories import (
    TODAY,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_subject,
    make_user,
    mentioned,
    text_draft,
)
from tests.wings import joined, samples

TEXTS: dict[str, Any] = {
    "occurred": PartialDate.parse("2024-04-23"),
    "title": "T",
    "narrative": "N",
    "track": "official",
    "claim": "reported",
}


def fill_measures(report: Report, rows: int) -> None:
    """Measures, each with a party, an addressing, two owners, a standing and a milestone."""
    ambiguity, owners = make_ambiguity(report), [make_user(), make_user()]
    party = make_measure(report).parties.get()
    measures = Measure.objects.bulk_create(
        Measure(report=report, key=f"{report.slug}-{n}", code=f"{n}", position=10_000 + n, kind="joint", title="T")
        for n in range(rows)
    )
    for relation in (Addressee, Measure.needs_to_complete.through):
        relation.objects.bulk_create(relation(measure=measure, party=party) for measure in measures)
    Addressing.objects.bulk_create(
        Addressing(measure=measure, ambiguity=ambiguity, strength="primary", basis="report") for measure in measures
    )
    Owner.objects.bulk_create(
        Owner(measure=measure, user=user, named_by=user) for measure in measures for user in owners
    )
    Standing.objects.bulk_create(Standing(measure=measure, audience=PUBLIC.name) for measure in measures)
    Milestone.objects.bulk_create(
        Milestone(measure=measure, key=f"{measure.key}-M1", position=1, doers="together", type="dialogue", title="T")
        for measure in measures
    )


def fill_entries(report: Report, rows: int) -> None:
    """Entries, each with bearings and assessments on a measure and an ambiguity, a mark and a source."""
    measure, source = make_measure(report, key="M"), make_evidence()
    ambiguity = make_ambiguity(report, parent=make_ambiguity(report))
    milestone = make_milestone(measure)
    drafts = [
        EntryDraft(
            key=f"{report.slug}-E{n}",
            **TEXTS,
            bears_on=[
                BearingDraft(on=measure.key, direction="toward"),
                BearingDraft(on=ambiguity.key, direction="clearer"),
            ],
            assessments=[
                AssessmentDraft(on=measure.key, level=1, sources=[source.key]),
                AssessmentDraft(on=ambiguity.key, level=1, text="W"),
            ],
            milestones=[MarkDraft(on=milestone.key, state="met")],
            sources=[source.key],
        )
        for n in range(rows)
    ]
    load_entries(report, drafts, author_name="Library", on=TODAY)


def fill_summaries(report: Report, rows: int) -> None:
    """Summaries, each of which rests on an entry."""
    fill_entries(report, 1)
    words = {"text": "W", "text_zh_hans": "词", "written_on": TODAY, "rests_on": [f"{report.slug}-E0"]}
    drafts = [summary_draft(key=f"{report.slug}-SU{n}", as_of=TODAY, **words) for n in range(rows)]
    load_entries(report, drafts, author_name="Library", on=TODAY)


def fill_statements(report: Report, rows: int) -> None:
    """Statements, each filed under a subject and a measure, of which the second refers to the first."""
    place, subject = make_measure(report), make_subject(report)
    source = make_evidence()
    drafts = [
        EntryDraft(
            key=f"{report.slug}-SD{n}",
            kind=EntryKind.STATEMENT,
            occurred=PartialDate.of(TODAY),
            sources=[source.key],
            statements=[
                StatementDraft(
                    key=f"{report.slug}-ST-{n}",
                    parties=["NORTHSHORE"],
                    authority="leader",
                    speaker="N",
                    said_on=PartialDate.of(TODAY),
                    quotation="W",
                    quotation_language="en",
                    acts=["states"],
                    subjects=[subject.key],
                    on=[place.key],
                    refers_to=[ReferenceDraft(how="repeats", statement=f"{report.slug}-ST-0")] if n else [],
                )
            ],
        )
        for n in range(rows)
    ]
    load_entries(report, drafts, author_name="Library", on=TODAY)


def fill_dissents(report: Report, rows: int) -> None:
    """Dissents from an assessment."""
    measure, key = make_measure(report), f"{report.slug}-A"
    assessed = EntryDraft(key=key, **TEXTS, assessments=[AssessmentDraft(on=measure.key, level=1)])
    dissent = DissentDraft(on=measure.key, level=0, text="W", text_zh_hans="词")
    drafts = [dissent_draft(dissent, assessment=key, on=TODAY, key=f"{report.slug}-D{n}") for n in range(rows)]
    load_entries(report, [assessed, *drafts], author_name="Library", on=TODAY)


def fill_sources(report: Report, rows: int) -> None:
    """Sources, each reviewed, with one that another replaces."""
    replaced = make_evidence()
    sources = [
        Evidence(
            key=f"{report.slug}-S{n}", title="T", publisher="P", url=f"https://example.org/s{n}", replaces=replaced
        )
        for n in range(rows)
    ]
    load_sources(sources, accepted_by="Library")


def fill_ambiguities(report: Report, rows: int) -> None:
    """Elements of a set, each with a bearer."""
    parent, party = make_ambiguity(report), make_measure(report).parties.get()
    elements = Ambiguity.objects.bulk_create(
        Ambiguity(report=report, parent=parent, key=f"{report.slug}-{n}", code=f"{n}", position=10_000 + n, title="T")
        for n in range(rows)
    )
    Ambiguity.bearers.through.objects.bulk_create(
        Ambiguity.bearers.through(ambiguity=element, party=party) for element in elements
    )


def fill_reports(report: Report, rows: int) -> None:
    """Reports, each with two terms and a reason."""
    reports = Report.objects.bulk_create(
        Report(slug=f"{report.slug}-{n}", title="T", disclaimer="D", levels={}) for n in range(rows)
    )
    Term.objects.bulk_create(
        Term(report=each, key=f"{each.slug}-t{n}", position=n, term=f"T{n}", definition="D")
        for each in reports
        for n in range(2)
    )
    Motivation.objects.bulk_create(
        Motivation(report=each, key=f"{each.slug}-x1", position=1, code="X1", statement="S") for each in reports
    )


def fill_parties(report: Report, rows: int) -> None:
    parties = Party.objects.bulk_create(Party(code=f"P{n}", name="P") for n in range(rows))
    make_ambiguity(report).bearers.add(*parties)


def fill_reviews(report: Report, rows: int) -> None:
    source = make_evidence(key="S", state="pending")
    for _ in range(rows):
        append_reviews([Review(evidence=source, state="accepted", reviewer_name="R")])


def fill_owners(report: Report, rows: int) -> None:
    measure = make_measure(report, key="M")
    users = User.objects.bulk_create(User(email=f"owner{n}@example.org", name=f"Owner {n}") for n in range(rows))
    Owner.objects.bulk_create(Owner(measure=measure, user=user, named_by=user) for user in users)


def fill_sources_of_a_measure(report: Report, rows: int) -> None:
    """Sources that one entry on a measure cites."""
    fill_sources(report, rows)
    measure, cited = make_measure(report, key="M"), list(Evidence.objects.values_list("key", flat=True))
    bearing = BearingDraft(on=measure.key, direction="toward")
    load_entries(
        report, [EntryDraft(key="E", **TEXTS, bears_on=[bearing], sources=cited)], author_name="Library", on=TODAY
    )


def fill_heads(report: Report, rows: int) -> None:
    """Chains, each with an entry: one for each report."""
    reports = Report.objects.bulk_create(
        Report(slug=f"{report.slug}-{n}", title="T", disclaimer="D", levels={}) for n in range(rows)
    )
    chains = Chain.objects.bulk_create(Chain(report=each, marking=PUBLIC.name) for each in reports)
    sealed = {"recorded_at": clock(), "sequence": 1, "seal_format": 1, "salt": b"s" * SALT_BYTES}
    sealed |= {"commitment": FIRST, "seal": FIRST}
    Entry.objects.bulk_create(
        Entry(key=f"{chain.report.slug}-E", report=chain.report, chain=chain, author_name="Library", **TEXTS, **sealed)
        for chain in chains
    )


def fill_links(report: Report, rows: int) -> None:
    fill_measures(report, rows)
    measures = list(report.measures.filter(position__gte=10_000))
    hub = make_measure(report, key="M")
    Link.objects.bulk_create(
        Link(source=hub, target=measure, relation="related", basis="report") for measure in measures
    )


def fill_watches(report: Report, rows: int, user: User) -> None:
    fill_measures(report, rows)
    measures = report.measures.filter(position__gte=10_000)
    Watch.objects.bulk_create(Watch(measure=measure, user=user) for measure in measures)


def fill_snoozes(report: Report, rows: int, user: User) -> None:
    fill_measures(report, rows)
    measures = report.measures.filter(position__gte=10_000)
    Snooze.objects.bulk_create(Snooze(measure=measure, user=user, until=date(2100, 1, 1)) for measure in measures)


def fill_tokens(report: Report, rows: int, user: User) -> None:
    AccessToken.objects.bulk_create(AccessToken(user=user, name=f"T{n}", digest=f"{n}") for n in range(rows))


def fill_secret_urls(report: Report, rows: int, user: User) -> None:
    SecretUrl.objects.bulk_create(
        SecretUrl(user=user, key=f"url-{n}", name=f"U{n}", kind="calendar", digest=f"{n}") for n in range(rows)
    )


def fill_corrections(report: Report, rows: int) -> None:
    """Lines of a record about what it had wrong."""
    CorrectionReason.objects.bulk_create(
        CorrectionReason(report=report, name=f"S{n}", corrected_on=TODAY, why="It was wrong.") for n in range(rows)
    )


def fill_digests(report: Report, rows: int, user: User) -> None:
    """Digests that were sent, each of another day."""
    now, first = clock(), date(2020, 1, 1)
    Digest.objects.bulk_create(
        Digest(recipient=user, due_on=first + timedelta(days=n), covers_since=now, claimed_at=now, sent_at=now)
        for n in range(rows)
    )


def fill_subjects(report: Report, rows: int) -> None:
    """Subjects, each below another, that touch a measure and an ambiguity."""
    above, measure, ambiguity = make_subject(report), make_measure(report), make_ambiguity(report)
    subjects = Subject.objects.bulk_create(
        Subject(report=report, parent=above, key=f"{report.slug}-{n}", code=f"{n}", position=10_000 + n, title="T")
        for n in range(rows)
    )
    for through, target in ((Subject.measures.through, measure), (Subject.ambiguities.through, ambiguity)):
        name = target._meta.model_name or ""
        through.objects.bulk_create(through(subject=subject, **{name: target}) for subject in subjects)


def fill_readouts(report: Report, rows: int) -> None:
    """Comparisons, each with a text of two sides, a finding, a text that was not read and a judgement."""
    subject, source = make_subject(report), make_evidence().key
    measure = make_measure(report, parties=["NORTHSHORE", "SOUTHSHORE"])
    bearing = BearingDraft(on=measure.key, direction="toward")
    developments = [EntryDraft(key=f"{report.slug}-D{n}", **TEXTS, bears_on=[bearing]) for n in range(rows)]
    compared = [
        comparison_draft(
            ReadoutsDraft(
                of=draft.key,
                texts=[
                    text_draft("NORTHSHORE", mentioned(subject), source=source),
                    text_draft("SOUTHSHORE", source=source),
                ],
                unread_texts=[UnreadTextDraft(party="NORTHSHORE", title="T")],
                judgements=[JudgementDraft(subject=subject.key, sameness="same", sentence="S")],
            ),
            key=f"{report.slug}-R{n}",
        )
        for n, draft in enumerate(developments)
    ]
    for drafts in (developments, compared):
        load_entries(report, drafts, author_name="Library", on=TODAY)


def fill_searches(report: Report, rows: int) -> None:
    party = make_measure(report).parties.get()
    TextSearch.objects.bulk_create(
        TextSearch(
            report=report, key=f"search-{n}", party=party, texts="T", language="en", since=PartialDate(2024),
            until=PartialDate(2025), searched_on=TODAY, searched_by_name="Library",
        )
        for n in range(rows)
    )  # fmt: skip


def fill_dates(report: Report, rows: int) -> None:
    """Dates, each put off once, that touch a measure and an ambiguity and name a subject and a source."""
    named = make_measure(report), make_ambiguity(report), make_subject(report), make_evidence()
    user = make_user()
    dates = AnnouncedDate.objects.bulk_create(
        AnnouncedDate(
            report=report, key=f"{report.slug}-date-{n}", title="T", as_worded="W", announced_for=PartialDate(2026),
            added_on=TODAY, added_by_name="Library",
        )
        for n in range(rows)
    )  # fmt: skip
    for relation, row in zip(("measures", "ambiguities", "subjects", "sources"), named, strict=True):
        through: Any = getattr(AnnouncedDate, relation).through
        through.objects.bulk_create(through(announceddate=date, **{row._meta.model_name: row}) for date in dates)
    DateFinding.objects.bulk_create(
        DateFinding(
            date=date, kind="put_off", found_on=TODAY, put_off_to=PartialDate(2027), recorded_on=TODAY,
            recorded_by=user, recorded_by_name=str(user),
        )
        for date in dates
    )  # fmt: skip


def fill_proposals(report: Report, rows: int, user: User) -> None:
    """Proposals that were sent back, of corrections."""
    fill_entries(report, 1)
    people = {"proposed_by": make_user(), "sent_back_by": user, "words": "W"}
    people["corrects"] = Entry.objects.get(report=report)
    body = {"occurred": "2026-11-01", "title": "T"}
    Proposal.objects.bulk_create(
        Proposal(report=report, key=f"{report.slug}-proposal-{n}", body=body, **people) for n in range(rows)
    )


def fill_findings(report: Report, rows: int) -> None:
    fill_dates(report, 1)
    date, user = AnnouncedDate.objects.get(report=report), make_user()
    AnnouncedDate.objects.filter(pk=date.pk).update(key="D")
    DateFinding.objects.bulk_create(
        DateFinding(
            date=date, kind="nothing_found", found_on=TODAY, recorded_on=TODAY, recorded_by=user, recorded_by_name="N"
        )
        for _ in range(rows)
    )


LISTS: dict[str, Callable[[Report, int], None]] = {
    "measures/": fill_measures,
    "measures/?parts=true": fill_measures,
    "milestones/": fill_measures,
    "measures/M/owners/": fill_owners,
    "summaries/": fill_summaries,
    "dissents/": fill_dissents,
    "statements/": fill_statements,
    "entries/": fill_entries,
    "measures/M/entries/": fill_entries,
    "chains/": fill_entries,
    "chains/sources/": fill_reviews,
    "evidence/": fill_sources,
    "evidence/S/reviews/": fill_reviews,
    "ambiguities/": fill_ambiguities,
    "reports/": fill_reports,
    "terms/": fill_reports,
    "corrections/": fill_corrections,
    "searches/": fill_searches,
    "dates/": fill_dates,
    "dates/D/findings/": fill_findings,
    "parties/": fill_parties,
    "measures/M/evidence/": fill_sources_of_a_measure,
    "heads/": fill_heads,
    "links/": fill_links,
    "subjects/": fill_subjects,
    "readouts/": fill_readouts,
    **joined(each.lists for each in samples()),
}
# Lists that only somebody who has signed in may read, of an administrator.
OWN_LISTS: dict[str, Callable[[Report, int, User], None]] = {
    "owners/": lambda report, rows, user: fill_owners(report, rows),
    "proposals/": fill_proposals,
    "watches/": fill_watches,
    "tokens/": fill_tokens,
    "secret-urls/": fill_secret_urls,
    "reminders/log/": fill_digests,
    "reminders/snoozes/": fill_snoozes,
    **joined(each.own_lists for each in samples()),
}
