"""A record of words and names that cannot be mistaken, who may read which of them, and where they are looked for.

Every row says by its word in which report it is and who may read it: `Vexoneinternal` is for the team of report `one`.
Everybody who wrote there is called by their report and their job: `Quimoneauthor`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from measures.models import (
    Ambiguity,
    AnnouncedDate,
    DateFinding,
    Entry,
    EntryKind,
    Evidence,
    Indicator,
    Link,
    Measure,
    Milestone,
    Motivation,
    PartialDate,
    Party,
    Proposal,
    Report,
    Role,
    Scope,
    Statement,
    Subject,
    Term,
    TextSearch,
    User,
)
from measures.operations.announced_dates import record_finding, withdraw_finding
from measures.operations.clock import clock
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    DissentDraft,
    EntryDraft,
    MarkDraft,
    ReferenceDraft,
    StatementDraft,
)
from measures.operations.editing import revise
from measures.operations.entries import correct_entry, dissent_from, log_development
from measures.operations.evidence import review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.nouns import INDICATOR, MEASURE, NOUNS
from measures.operations.redactions import redact_entry, redact_source
from measures.operations.responsibility import name_owner
from measures.operations.searches import correct_search, record_search
from measures.wings.intake.models import Candidate, Feed
from tests.factories import (
    TODAY,
    client_of,
    compare,
    draft_of,
    give_role,
    log,
    make_ambiguity,
    make_candidate,
    make_date,
    make_evidence,
    make_feed,
    make_measure,
    make_milestone,
    make_participant,
    make_proposal,
    make_report,
    make_subject,
    make_user,
    mentioned,
    summarise,
    text_draft,
)
from tests.lists import LISTS
from tests.machines.shores import secrets_of
from tests.readings import API, PAGES
from tests.wings import joined, samples

X, Y = "NORTHSHORE", "SOUTHSHORE"
JOBS = {
    "author": Role.EDITOR, "owner": Role.CONTRIBUTOR, "reviewer": Role.CONTRIBUTOR, "coder": Role.CONTRIBUTOR,
    "second": Role.EDITOR, "keeper": Role.ADMINISTRATOR,
}  # fmt: skip
AGREED, ADDRESS = "Vexagreed", "vexaddress"
REDACTED = "Vexredacted"
REPORTS = {"one": "public", "two": "public", "closed": "internal"}
FORMATS, BRIEFS = ("csv", "xlsx", "jsonl"), ("html", "docx", "pdf")


def word_of(name: str, marking: str) -> str:
    return f"Vex{name}{marking}"


def people_of(name: str) -> dict[str, User]:
    """Those who write in a report; their addresses hold their names."""
    called = {job: f"Quim{name}{job}" for job in JOBS}
    return {
        job: make_user(role, name=f"Orla {called[job]}", email=f"{called[job].lower()}@example.org")
        for job, role in JOBS.items()
    }


class LeakyRecord:
    """Two reports that all may read and one that is the team's, and the rows of each, by who may read them."""

    def __init__(self) -> None:
        self.reports = {
            name: make_report(f"report-{name}", marking=marking, title=word_of(name, marking))
            for name, marking in REPORTS.items()
        }
        self.people = {name: people_of(name) for name in REPORTS}
        self.agreed = make_user(
            Role.EDITOR, name=f"Orla {AGREED}", email=f"{ADDRESS}@example.org", is_named_in_public=True
        )
        for name, marking in (("one", "public"), ("one", "participants"), ("two", "public"), ("two", "internal")):
            self.plant(name, marking)
        measure = self.reports["one"].measures.filter(marking="public").earliest("pk")
        log(measure, by=self.agreed, title=word_of("one", "public"))
        take_back(measure, self.people["one"])

    def plant(self, name: str, marking: str) -> None:
        """Rows of every kind that those who read a marking may read."""
        word, people = word_of(name, marking), self.people[name]
        measure = plant_measure(self.reports[name], marking, word, people)
        plant_journal(measure, word, people)
        if marking == "internal":
            plant_for_team(measure, word, people)

    def plant_hidden(self) -> None:
        """What only the team reads: of a report that others read, and a whole report."""
        self.plant("one", "internal")
        self.plant("closed", "internal")


def plant_measure(report: Report, marking: str, word: str, people: Mapping[str, User]) -> Measure:
    """A measure with all that belongs to it, and in what all its readers read, rows of its report."""
    author = people["author"]
    measure = make_measure(report, parties=[X, Y], marking=marking, title="Before", due_on="2027")
    other = make_measure(report, parties=[X, Y], marking=marking, title=word)
    revise(MEASURE, measure, changes={"title": word, "due_on": PartialDate(2028)}, version=1, by=author)
    make_milestone(measure, title=word)
    Link.objects.create(source=measure, target=other, relation="enables", basis="ours", why=word)
    for number in (1, 2):
        texts = {"name": f"{word} {number}", "how_judged": word, "where_to_look": word}
        indicator = Indicator.objects.create(measure=measure, key=f"{measure.key}-i{number}", position=number, **texts)
    revise(INDICATOR, indicator, changes={"withdrawn": True}, version=1, by=author)
    name_owner(measure, user=people["owner"], role="coordinator", by=author)
    name_owner(measure, user=author, role="contributor", by=author)
    if marking == report.marking:
        plant_catalogue(report, word, people)
    return Measure.objects.get(pk=measure.pk)


def plant_catalogue(report: Report, word: str, people: Mapping[str, User]) -> None:
    """What has no marking but its report's."""
    make_ambiguity(report, title=word, description=word)
    make_subject(report, title=word)
    Term.objects.create(report=report, key=f"{report.slug}-term", position=1, term=word, definition=word)
    texts = {"statement": word, "implication": word}
    Motivation.objects.create(report=report, key=f"{report.slug}-motive", code="M", position=1, **texts)
    days = {"since": PartialDate(2024), "until": PartialDate(2025)}
    search = record_search(report, by=people["author"], on=TODAY, party=X, texts=word, language="en", **days)
    correct_search(search, changes={"texts": f"{word} anew"}, by=people["second"])


def said_in(word: str, **fields: Any) -> StatementDraft:
    """What a party said, with a word in each of its texts."""
    texts = (
        "speaker",
        "office",
        "occasion",
        "place",
        "quotation",
        "as_quoted_by",
        "translation",
        "in_answer_to",
        "note",
    )
    return StatementDraft(
        parties=[X],
        authority="leader",
        said_on=PartialDate.of(TODAY),
        quotation_language="en",
        acts=["states"],
        **dict.fromkeys(texts, word),
        **fields,
    )


def plant_journal(measure: Measure, word: str, people: Mapping[str, User]) -> None:
    """Sources, entries of every kind, dates, and in public what wings have, whose sources all may read."""
    author, second = people["author"], people["second"]
    report, marking = measure.report, measure.marking
    source = make_evidence(
        marking=marking, title=word, publisher=word, note=word, recorded_by=author, url=f"https://example.org/{word}"
    )
    review_evidence(source, by=people["reviewer"], state="accepted", note=word)
    [milestone], subject = measure.milestones.all(), report.subjects.first() or make_subject(report)
    entry = log(
        measure,
        by=author,
        agreed_by=second,
        title=word,
        narrative=word,
        sources=[source.key],
        bears_on=[BearingDraft(on=measure.key, direction="toward", status="in_progress", changed_by=X, note=word)],
        assessments=[
            AssessmentDraft(on=measure.key, about="both", level=2, text=word, sources=[source.key]),
        ],
        milestones=[MarkDraft(on=milestone.key, state="met")],
        statements=[said_in(word, on=[measure.key], subjects=[subject.key])],
    )
    key = entry.statements.get().key
    repeated = said_in(word, refers_to=[ReferenceDraft(how="repeats", statement=key)])
    draft = EntryDraft(
        kind=EntryKind.STATEMENT,
        occurred=PartialDate.of(TODAY),
        marking=marking,
        sources=[source.key],
        statements=[repeated],
    )
    log_development(report, draft, by=author, on=TODAY)
    dissent_from(entry, DissentDraft(on=measure.key, about="both", level=1, text=word), by=second, on=TODAY)
    texts = (text_draft(side, mentioned(subject, sentence=word), source=source.key) for side in (X, Y))
    compare(entry, *texts, by=author)
    wrong = log(measure, by=author, title=word)
    correct_entry(wrong, draft_of(measure, title=word, narrative=word), by=second, on=TODAY)
    if marking == report.marking:
        summarise(report, by=author, marking=marking, text=word, text_zh_hans=word, rests_on=[entry.key])
    for state in ("nothing_found", "withdrawn"):
        date = make_date(report, "2026-10", by=author, title=word, touches=[measure.key], marking=marking)
        finding = record_finding(date, by=author, on=TODAY, kind="nothing_found", note=word)
        if state == "withdrawn":
            withdraw_finding(finding, by=author, at=clock())
    if marking == "public":
        for each in samples():
            each.plant(measure, people, word)


def plant_for_team(measure: Measure, word: str, people: Mapping[str, User]) -> None:
    """What is the team's by its kind: what waits, and what comes in."""
    make_proposal(measure, by=people["author"], title=word)
    feed = make_feed(measure.report, title=word, publisher=word, added_by=people["author"])
    make_candidate(measure.report, feed=feed, title=word, publisher=word)


def take_back(measure: Measure, people: Mapping[str, User]) -> None:
    """What all could read once: redacted, and tightened."""
    keeper = people["keeper"]
    source = make_evidence(title=REDACTED, publisher=REDACTED)
    for name in ("first", "second"):
        entry = log(measure, by=people["author"], title=REDACTED, narrative=f"{REDACTED} {name}", sources=[source.key])
        redact_entry(entry, by=keeper, reason="A private name stood in it.")
    redact_source(source, by=keeper, reason="A private name stood in it.")
    word = word_of("one", "internal")
    tightened = log(measure, by=people["author"], title=word, narrative=word)
    tighten_marking(tightened, marking="internal", by=keeper)


@dataclass(frozen=True)
class LeakReader:
    """Somebody who reads, and the words and names that they may be shown; `secrets` are addresses of their own."""

    client: Client
    may_read: frozenset[str]
    names: frozenset[str]
    only_api: bool = False
    secrets: tuple[str, ...] = ()

    @property
    def forbidden(self) -> set[str]:
        """What must not be found, in small letters, since addresses of mail are written so."""
        words = {word_of(name, marking) for name in REPORTS for marking in ("participants", "internal")} - self.may_read
        people = {f"Quim{name}" for name in REPORTS} - self.names
        return {each.lower() for each in (*words, *people, REDACTED, *(() if "Quimone" in self.names else (ADDRESS,)))}


ONE, TWO, CLOSED = ({word_of(name, marking) for marking in ("participants", "internal")} for name in REPORTS)
ALL = frozenset(ONE | TWO | CLOSED)
ALL_NAMES = frozenset(f"Quim{name}" for name in REPORTS)
OF_TWO, NAMES_OF_TWO = frozenset(TWO), frozenset({"Quimtwo"})
FOR_PARTICIPANTS = frozenset({word_of(name, "participants") for name in REPORTS})
NOTHING: frozenset[str] = frozenset()


def signed_in(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def make_readers(record: LeakyRecord) -> dict[str, LeakReader]:
    """Everybody who reads something else than others do."""
    editor, two = make_user(Role.EDITOR), record.reports["two"]

    def with_token(may_read: frozenset[str], names: frozenset[str], **limits: Any) -> LeakReader:
        return LeakReader(client_of(editor, Scope.READ, **limits), may_read, names, only_api=True)

    return {
        "a stranger": LeakReader(signed_in(None), NOTHING, NOTHING),
        "a reader": LeakReader(signed_in(make_user(Role.READER)), NOTHING, NOTHING),
        "a participant": LeakReader(signed_in(make_participant()), FOR_PARTICIPANTS, NOTHING),
        "an editor of another report": LeakReader(
            signed_in(give_role(make_user(Role.READER), two)), OF_TWO, NAMES_OF_TWO
        ),
        "a contributor": LeakReader(signed_in(make_user()), ALL, ALL_NAMES),
        "an editor": LeakReader(signed_in(editor), ALL, ALL_NAMES),
        "a token for another report": with_token(OF_TWO, NAMES_OF_TWO, report=two),
        "a token for what is public": with_token(NOTHING, NOTHING, audience="public"),
        "a token for participants": with_token(FOR_PARTICIPANTS, NOTHING, audience="participants"),
        "secret addresses of an editor": LeakReader(
            signed_in(None), FOR_PARTICIPANTS, NOTHING, secrets=secrets_of(editor)
        ),
    }


def keys_of(*models: type[Model], by: str = "key") -> Callable[[], list[Any]]:
    return lambda: [key for model in models for key in model._default_manager.order_by("pk").values_list(by, flat=True)]


# The names in an address, by the part of it before them.
ROWS: dict[str, Callable[[], list[Any]]] = {
    "ambiguities": keys_of(Ambiguity),
    "candidates": keys_of(Candidate, by="pk"),
    "dates": keys_of(AnnouncedDate),
    "dissents": keys_of(Entry),
    "entries": keys_of(Entry),
    "evidence": keys_of(Evidence),
    "feeds": keys_of(Feed),
    "files": keys_of(Evidence),
    "findings": keys_of(DateFinding, by="pk"),
    "found": keys_of(DateFinding, by="pk"),
    "inbox": keys_of(Candidate, by="pk"),
    "incoming-feeds": keys_of(Feed),
    "indicators": keys_of(Indicator),
    "journal": keys_of(Entry),
    "links": keys_of(Link, by="pk"),
    "measures": keys_of(Measure),
    "milestones": keys_of(Milestone),
    "motivations": keys_of(Motivation),
    "owners": keys_of(User, by="pk"),
    "parties": keys_of(Party, by="code"),
    "people": keys_of(User, by="pk"),
    "proposals": keys_of(Proposal),
    "readouts": keys_of(Entry),
    "reports": keys_of(Report, by="slug"),
    "searched": keys_of(TextSearch),
    "searches": keys_of(TextSearch),
    "sources": keys_of(Evidence),
    "statements": keys_of(Statement),
    "subjects": keys_of(Subject),
    "summaries": keys_of(Entry),
    "terms": keys_of(Term),
    "users": keys_of(User, by="pk"),
    "add": lambda: list(NOUNS),
    **joined(each.keys for each in samples()),
}
CITED = {"measure": Measure, "ambiguity": Ambiguity, "entry": Entry, "source": Evidence}
MODELS = {noun.name: (noun.model, noun.key) for noun in NOUNS.values()}
PARAMETER = r"<(?:\w+:)?\w+>"


def of_nouns() -> list[str]:
    return [f"{name}/{key}" for name, (model, by) in MODELS.items() for key in keys_of(model, by=by)()]


def of_cited() -> list[str]:
    return [f"{page}/{key}" for page, model in CITED.items() for key in keys_of(model)()]


# Where two names stand side by side.
PAIRS: dict[str, Callable[[], list[str]]] = {"edit": of_nouns, "row-history": of_nouns, "cite": of_cited}


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address, with the parts that may be anything in angle brackets."""
    for each in resolver.url_patterns:
        route = before + re.sub(
            r"\(\?P<(\w+)>[^)]*\)|[\^$\\]", lambda part: f"<{part[1]}>" if part[1] else "", str(each.pattern)
        )
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from routes(each, route)


def filled_in(route: str) -> list[str]:
    """A route with every row that there is; nothing if no row has such an address here."""
    if pair := re.search(rf"([\w-]+)/{PARAMETER}/{PARAMETER}", route):
        names = PAIRS.get(pair[1], list)()
        return [each for name in names for each in filled_in(route.replace(pair[0], f"{pair[1]}/{name}", 1))]
    found = re.search(rf"([\w-]+)/{PARAMETER}", route)
    if found is None:
        return [route]
    names = ROWS.get(found[1], list)()
    return [each for name in names for each in filled_in(route.replace(found[0], f"{found[1]}/{name}", 1))]


def all_addresses(record: LeakyRecord) -> Iterator[list[str]]:
    """Where something may be read, route by route: each list as a file too, and the readings of each report."""
    for route in dict.fromkeys(routes(get_resolver())):
        forms = [f"?format={each}" for each in FORMATS] if route.removeprefix("api/v1/") in LISTS else []
        if addresses := filled_in(route):
            yield from ([f"/{address}{form}" for address in addresses] for form in ("", *forms))
    slugs = [report.slug for report in record.reports.values()]
    for reading in (*(f"/api/v1/{each}" for each in API), *PAGES):
        yield [reading.format(report=slug) for slug in slugs]
    for form in BRIEFS:
        yield [f"/api/v1/brief/?report={slug}&format={form}" for slug in slugs]
