"""Words that were redacted are nowhere any more: in no column of any table, and in no file."""

import gzip
import json
from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Model, URLField
from django.test import Client

from measures.analysis.verification import verify
from measures.errors import NotAllowedError, RedactedRowError
from measures.models import (
    Addressing,
    Assessment,
    Capture,
    ChosenWords,
    CorrectionReason,
    Entry,
    Evidence,
    FetchHost,
    IdempotencyKey,
    Indicator,
    JournalRow,
    Link,
    Motivation,
    Notice,
    Operator,
    PartialDate,
    Proposal,
    Redaction,
    Report,
    ReviewState,
    Role,
    SavedView,
    SecretUrl,
    SourceAddress,
    Statement,
    Term,
    User,
)
from measures.models.markings import MarkingField
from measures.models.partial_dates import PartialDateField
from measures.operations.announced_dates import record_finding
from measures.operations.catalogue import LoadOutcome, load_sources
from measures.operations.clock import clock
from measures.operations.credentials import create_secret_url
from measures.operations.draft_fields import body_of
from measures.operations.drafts import (
    AssessmentDraft,
    FileDraft,
    JudgementDraft,
    SourceDraft,
    StatementDraft,
    UnreadTextDraft,
)
from measures.operations.evidence import record_evidence, review_evidence, revise_evidence
from measures.operations.objections import ObjectionDraft, record_objection
from measures.operations.redactions import (
    CANDIDATE_WORDS,
    FILE_WORDS,
    SHARED_WORDS,
    SOURCE_WORDS,
    catalogue,
    redact_copies,
    redact_entry,
    redact_source,
    redact_texts,
    texts_of,
)
from measures.operations.responsibility import name_owner
from measures.operations.saved_views import save_view
from measures.operations.series import new_reasons
from measures.wings.digests.models import Digest
from measures.wings.imports.models import Import
from measures.wings.intake.extraction import FeedItem
from measures.wings.intake.fetching import claim_host
from measures.wings.intake.forgetting import redact_candidate
from measures.wings.intake.items import FeedContent, make_candidates, new_items
from measures.wings.intake.models import Candidate, CandidateState, FeedFetch
from measures.wings.intake.operations import log_candidate, undo_decision
from measures.wings.intake.ranking import rank
from tests.digests.test_digest_contents import FIRST, sent_on
from tests.factories import (
    TODAY,
    client_of,
    compare,
    get,
    log,
    make_ambiguity,
    make_candidate,
    make_capture,
    make_date,
    make_evidence,
    make_feed,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    text_draft,
)
from tests.factories import draft_of as entry_draft_of
from tests.files import signed_in
from tests.tables import run, table
from tests.test_searches import search
from tests.wings import samples

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "It endangered somebody."
# No word of any language, so that no stemming changes it; and two characters that stand together nowhere else.
WORD, CHINESE = "zqorvux", "瓅瓎"
TABLES = """
    SELECT relname, coalesce(
        array_agg(attname::text) FILTER (WHERE atttypid IN ('bytea'::regtype, 'bytea[]'::regtype)), '{}'
    )
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    GROUP BY relname ORDER BY relname
"""


def places_in_database(word: str) -> list[str]:
    """The tables with a row that holds a word in any column: a text, JSON, a list, a search vector or bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for table, of_bytes in cursor.fetchall():
            in_bytes = "".join(f' OR position(%(bytes)s IN "{column}") > 0' for column in of_bytes)
            query = f"SELECT count(*) FROM {table} AS kept WHERE to_jsonb(kept)::text ILIKE %(word)s{in_bytes}"
            cursor.execute(query, {"word": f"%{word}%", "bytes": word.encode()})
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def places_in_folder(word: str) -> list[str]:
    """The files that hold a word in their bytes, unpacked where they are packed, or in their names."""
    return [
        str(path)
        for path in Path(default_storage.location).rglob("*")  # type: ignore[attr-defined]
        if path.is_file() and (word in path.name or word.encode() in unpacked(path.read_bytes()))
    ]


def unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def places_of(*words: str) -> set[str]:
    return {place for word in words for place in (*places_in_database(word), *places_in_folder(word))}


def draft_of(**fields: Any) -> SourceDraft:
    values = {"title": f"On {WORD}", "title_zh_hans": f"论{CHINESE}", "publisher": "Institute for Calm Waters"}
    return SourceDraft(**{**values, "url": f"https://example.org/{WORD}", **fields})


@pytest.fixture
def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR, name="A. Keeper")


@pytest.fixture
def source(storage: Path) -> Evidence:
    """A source with its words wherever this tracker copies them."""
    by = make_user(role=Role.EDITOR)
    file = FileDraft(name=f"{WORD}.txt", content=BytesIO(f"A text about {WORD}.".encode()))
    source = record_evidence(draft_of(file=file), by=by)
    Evidence.objects.filter(pk=source.pk).update(note=f"Says {WORD}.", note_zh_hans=CHINESE)
    source.refresh_from_db()
    revise_evidence(source, by=by, grade="B", credibility=2, archive_url=f"https://archive.example/{WORD}")
    review_evidence(source, by=make_user(), state=ReviewState.DISPUTED, note=f"What is {WORD}?")
    make_capture(source, text=f"They spoke of {WORD} and {CHINESE}.")
    measure = make_measure()
    log(measure, sources=[source.key])
    candidate = make_candidate(measure.report, url=source.url, title=f"New: {WORD}", text=f"{WORD} {CHINESE}")
    rank([candidate.pk], on=TODAY)
    searched_for(by, f"On {WORD}")
    kept_elsewhere(by, source.title)
    return source


def searched_for(user: User, text: str) -> None:
    """A saved view and a secret address that search for a text."""
    save_view(user, name="Mine", page="sources", filters=urlencode({"grade": "B", "q": text}))
    create_secret_url(user, name="Mine", kind="table", filters=urlencode({"list": "evidence", "q": text}))


def kept_elsewhere(user: User, text: str, key: str = "") -> None:
    """A mail that waits, one that was sent, and an answer to a program, with a text."""
    due = {"recipient": user, "covers_since": clock(), "claimed_at": clock(), "message": text.encode()}
    Digest.objects.create(due_on=TODAY, **due)
    Digest.objects.create(due_on=TODAY.replace(day=1), sent_at=clock(), **due)
    IdempotencyKey.objects.create(
        user=user, key="k", digest="d", status=201, body=json.dumps({"key": key, "title": text})
    )


@pytest.fixture
def logged(storage: Path) -> Entry:
    """An entry that was logged from the inbox, with its words wherever this tracker copies them."""
    at, editor = clock(), make_user(role=Role.EDITOR)
    report = make_report(needs_agreement=True)
    measure = make_measure(report)
    name_owner(measure, user=editor, role="coordinator", by=make_user(role=Role.EDITOR))
    candidate = make_candidate(report, url=f"https://{WORD}.example/news", title=f"On {WORD}", text=f"{WORD} {CHINESE}")
    rank([candidate.pk], on=TODAY)
    cited = SourceDraft(title=candidate.title, publisher="Harbour Gazette", url=candidate.url)
    said = StatementDraft(
        parties=["NORTHSHORE"], authority="ministry", speaker="A keeper", said_on=PartialDate.of(TODAY),
        quotation=f"On {WORD}.", quotation_language="en", acts=["states"],
    )  # fmt: skip
    draft = entry_draft_of(
        measure,
        title=candidate.title,
        title_zh_hans=CHINESE,
        narrative=f"It is {WORD}.",
        sources=[cited],
        statements=[said],
    )
    entry = log_candidate(candidate, report, draft, by=editor, on=TODAY, at=at)
    fetched = entry.citations.get().evidence
    make_capture(fetched, text=f"They spoke of {WORD}.")
    assert claim_host(f"{WORD}.example", at=at)
    FetchHost.objects.update(robots=f"Disallow: /{WORD}")
    program = client_of(editor)
    ours = AssessmentDraft(on=measure.key, level=2)
    proposed = body_of(replace(draft, sources=[fetched.key], assessments=[ours], reason="More exact."))
    keys = iter(("k-1", "k-2"))
    for path, body in (
        (f"entries/{entry.key}/correction/", proposed),
        (f"evidence/{fetched.key}/reviews/", {"state": "disputed", "note": f"What is {WORD}?"}),
    ):
        headers = {"Idempotency-Key": next(keys)}
        assert program.post(f"/api/v1/{path}", body, format="json", headers=headers).status_code in (201, 202)
    assert Proposal.objects.filter(corrects=entry).exists()
    searched_for(editor, WORD)
    kept_elsewhere(editor, entry.title)
    return entry


def test_a_redacted_entry_is_nowhere_with_what_it_was_logged_from(logged: Entry, administrator: User) -> None:
    source, candidate = logged.citations.get().evidence, logged.candidates.get()
    assert len(places_of(WORD, CHINESE)) > 10

    redaction = redact_entry(logged, by=administrator, reason=REASON)

    # What its source says stays until that is redacted, so searches still find it, and an answer tells of its review.
    of_source = ("evidence", "fetchhost", "idempotencykey", "review", "savedview", "secreturl", "sourceaddress")
    assert places_of(WORD, CHINESE) == {f"measures_{name}" for name in of_source}
    candidate.refresh_from_db()
    assert (candidate.state, candidate.redaction) == (CandidateState.LOGGED, redaction)
    redact_source(source, by=administrator, reason=REASON)
    assert places_of(WORD, CHINESE) == set()
    assert verify().faults == []


def test_the_page_names_what_came_in_and_offers_the_source_that_only_this_entry_cites(
    logged: Entry, administrator: User
) -> None:
    shared = make_evidence(title="An almanac")
    log(logged.bearings.get().on, sources=[shared.key])
    page, address = signed_in(administrator), f"/journal/{logged.key}/redact/"
    source = logged.citations.get().evidence

    shown = page.get(address).content.decode()
    assert f"Incoming items logged as this go too: On {WORD}." in shown
    assert "An almanac" not in shown
    answer = page.post(address, {"reason": REASON, "sources": [source.key]})

    assert answer.status_code == 302
    source.refresh_from_db()
    assert source.is_redacted and not Redaction.objects.filter(row=str(shared.pk)).exists()
    assert places_of(WORD, CHINESE) == set()


def test_a_site_that_something_else_is_fetched_from_stays_known(administrator: User) -> None:
    source, other = make_evidence(url=f"https://{WORD}.example/a"), make_evidence(url=f"https://{WORD}.example/b")
    assert claim_host(f"{WORD}.example", at=clock())

    redact_source(source, by=administrator, reason=REASON)
    assert FetchHost.objects.count() == 1
    redact_source(other, by=administrator, reason=REASON)

    assert not FetchHost.objects.exists()


def test_a_search_for_a_word_that_only_a_redacted_entry_said_goes(administrator: User) -> None:
    entry = log(make_measure(), title=WORD)
    searched_for(administrator, WORD)

    redact_entry(entry, by=administrator, reason=REASON)

    assert places_of(WORD) == set()


SEARCHES = {
    f"q={WORD}": True,
    f"status=open&q=%22On+{WORD}%22": True,
    f"q=On+{WORD}+of+the+north": True,
    f"q=%E8%AE%BA{CHINESE}": True,
    f"url=https%3A%2F%2Fexample.org%2F{WORD}": True,
    # The record says it elsewhere, too.
    "q=ferry": False,
    "status=open": False,
    "q=almanac&party=CN": False,
    f"owner={WORD}": False,
}


def test_only_who_searches_for_the_words_loses_a_saved_search_and_is_told(administrator: User) -> None:
    owner = make_user(role=Role.READER)
    make_evidence(title="The ferry almanac")
    source = make_evidence(title=f"On {WORD}", title_zh_hans=f"论{CHINESE}", note="ferry open as CN")
    Evidence.objects.filter(pk=source.pk).update(url=f"https://example.org/{WORD}")
    for number, filters in enumerate(SEARCHES):
        save_view(owner, name=f"View {number}", page="sources", filters=filters)
        create_secret_url(owner, name=f"Table {number}", kind="table", filters=f"list=evidence&{filters}")

    redact_source(source, by=administrator, reason=REASON)

    left = {filters for filters, goes in SEARCHES.items() if not goes}
    assert set(SavedView.objects.values_list("filters", flat=True)) == left
    assert {row.filters.partition("&")[2] for row in SecretUrl.objects.all()} == left
    gone = len(SEARCHES) - len(left)
    kinds = Counter(owner.notices.values_list("kind", flat=True))
    assert kinds == {"view_forgotten": gone, "address_forgotten": gone}
    text = sent_on(owner, FIRST)
    assert f"For you: {2 * gone}" in text
    assert "Your saved view was deleted" in text and "Your secret address was deleted" in text
    assert "It searched for words that were redacted." in text and WORD not in text


def test_a_short_text_of_a_report_takes_nothing_else_along(administrator: User) -> None:
    reader, report = make_user(), make_report()
    make_measure(report, title="An open lane")
    term = Term.objects.create(report=report, key="t-1", position=1, term="as", definition="open")
    save_view(reader, name="Mine", page="measures", filters="status=open&q=open")
    create_secret_url(reader, name="Mine", kind="table", filters="list=measures&status=open&party=as")
    answer = {"key": "somebody", "states": ["open"], "title": "An open lane, as agreed"}
    IdempotencyKey.objects.create(user=reader, key="k", digest="d", status=201, body=json.dumps(answer))

    redact_texts(term, ["term", "definition"], by=administrator, reason=REASON)

    assert (SavedView.objects.count(), SecretUrl.objects.count(), Notice.objects.count()) == (1, 1, 0)
    assert IdempotencyKey.objects.get().status == 201


def test_a_redacted_source_is_nowhere(source: Evidence, administrator: User, storage: Path) -> None:
    assert len(places_of(WORD, CHINESE)) > 10

    redact_source(source, by=administrator, reason=REASON)

    assert places_of(WORD, CHINESE) == set()
    assert verify().faults == []


def test_the_file_and_the_copies_of_a_source_go_alone(source: Evidence, administrator: User) -> None:
    Evidence.objects.filter(pk=source.pk).update(
        title="Ferries", title_zh_hans="", url="https://example.org/ferries", archive_url="", note="", note_zh_hans=""
    )
    other = Evidence.objects.create(
        key="other", publisher="P", marking="internal", file_id=source.file_id, file_name=f"{WORD}.txt"
    )
    assert len(places_in_folder(WORD)) == 2

    redaction = redact_copies(source, by=administrator, reason=REASON)

    source.refresh_from_db()
    assert places_in_folder(WORD) == []
    assert (source.title, source.file, source.file_name, source.copies_redaction) == ("Ferries", None, "", redaction)
    assert Evidence.objects.get(pk=other.pk).file is None
    assert not Capture.objects.recorded().exists()
    assert [row.evidence for row in SourceAddress.objects.to_read()] == []
    assert verify().faults == []
    with pytest.raises(RedactedRowError):
        redact_copies(source, by=administrator, reason=REASON)


def test_what_cites_a_redacted_source_counts_it_as_retracted(source: Evidence, administrator: User) -> None:
    entry = source.citations.get().entry

    redact_source(source, by=administrator, reason=REASON)

    [cited] = get(f"entries/{entry.key}/")["sources"]
    assert (cited["key"], cited["title"], cited["url"], cited["is_redacted"]) == (source.key, "", "", True)
    shown = get(f"evidence/{source.key}/")
    assert (shown["review_state"], shown["redaction"]["reason"]) == ("retracted", REASON)
    assert "A source that was redacted" in Client().get(f"/journal/{entry.key}/").content.decode()
    page = Client().get(f"/sources/{source.key}/").content.decode()
    assert REASON in page
    assert "A. Keeper" not in page
    assert "A. Keeper" in signed_in(administrator).get(f"/sources/{source.key}/").content.decode()
    for act in (
        lambda: review_evidence(source, by=make_user(), state=ReviewState.ACCEPTED),
        lambda: revise_evidence(source, by=administrator, grade="A", credibility=1),
        lambda: redact_source(source, by=administrator, reason=REASON),
    ):
        with pytest.raises(RedactedRowError):
            act()


def test_no_library_brings_a_redacted_source_back(administrator: User) -> None:
    own, here = make_evidence(key="library-1"), make_evidence(url="https://example.org/here")
    redact_source(own, by=administrator, reason=REASON)
    redact_source(here, by=administrator, reason=REASON)
    brought = [
        Evidence(key="library-1", title=WORD, publisher="P", url="https://example.org/own"),
        Evidence(key="library-2", title=WORD, publisher="P", url="http://www.example.org/here/"),
    ]

    with transaction.atomic():
        tally, recorded_here = load_sources(brought, accepted_by="Library")

    assert places_of(WORD) == set()
    assert recorded_here == {"library-2": here.key}
    assert {(each.fate, each.name) for each in tally.differences} == {(LoadOutcome.REDACTED, f"library-1 {own_name}")}


own_name = "A source that was redacted"


def test_what_came_in_is_redacted_and_comes_in_no_more(administrator: User) -> None:
    feed = make_feed(make_report())
    item = FeedItem(
        url=f"https://example.org/{WORD}", title=f"On {WORD}", text=f"{CHINESE} {WORD}", published=None, language="en"
    )
    row = FeedFetch.objects.create(feed=feed, due_at=clock())
    items, feed.last_text = new_items(feed, FeedContent([item]))
    feed.save()
    assert make_candidates(items, row, at=clock()) == 1
    candidate = Candidate.objects.get()
    kept_elsewhere(administrator, candidate.title)

    redact_candidate(candidate, by=administrator, reason=REASON)

    assert places_of(WORD, CHINESE) == set()
    assert make_candidates([item], row, at=clock()) == 0
    candidate.refresh_from_db()
    assert (candidate.state, str(candidate.title_in_language)) == (CandidateState.DROPPED, "Redacted")
    with pytest.raises(RedactedRowError):
        undo_decision(candidate, by=administrator)
    with pytest.raises(RedactedRowError):
        redact_candidate(candidate, by=administrator, reason=REASON)


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.EDITOR])
def test_only_an_administrator_redacts_and_says_why(source: Evidence, administrator: User, role: str) -> None:
    by, candidate = make_user(role=role), Candidate.objects.get()

    for redact, row in ((redact_source, source), (redact_copies, source), (redact_candidate, candidate)):
        with pytest.raises(NotAllowedError):
            redact(row, by=by, reason=REASON)
        with pytest.raises(ValidationError):
            redact(row, by=administrator, reason=" ")

    assert not Redaction.objects.exists()


def test_a_table_that_was_imported_goes_with_its_source(storage: Path, tmp_path: Path, administrator: User) -> None:
    file = tmp_path / "measures.csv"
    file.write_text(table(("A-1", f"Resume {WORD}", "Northland", "2027", "done", CHINESE)))
    run(file, "--apply")
    source = Evidence.objects.get(kind="file")
    assert places_in_folder(WORD)

    redact_source(source, by=administrator, reason=REASON)

    assert places_in_folder(WORD) == []
    assert places_of(WORD, CHINESE) == {"measures_measure"}  # what it brought is a text of its own
    page = Client()
    page.force_login(administrator)
    assert page.get(f"/imports/{Import.objects.get().key}/").status_code == 200


def catalogue_of(report: Report) -> dict[str, Model]:
    """A row of each table of the catalogue."""
    measure, other, ambiguity = make_measure(report), make_measure(report), make_ambiguity(report)
    milestone, subject, date = make_milestone(measure), make_subject(report), make_date(report)
    objection = ObjectionDraft(received_on=TODAY, objection="O", done="D", entry=log(measure).key)
    rows: list[Model] = [
        *chain.from_iterable(each.texts(report, measure) for each in samples()),
        report, make_party("EASTSHORE"), measure, milestone, ambiguity, subject, date, make_feed(report),
        Indicator.objects.create(measure=measure, position=1, name="I", how_judged="J", where_to_look="W"),
        Addressing.objects.create(measure=measure, ambiguity=ambiguity, strength="primary", basis="ours"),
        Link.objects.create(source=measure, target=other, relation="enables", basis="ours", why="W"),
        Term.objects.create(report=report, position=1, term="T", definition="D"),
        Motivation.objects.create(report=report, position=1, code="R1", statement="S"),
        record_finding(date, kind="nothing_found", by=make_user(), on=TODAY),
        search(report),
        record_objection(report, objection, by=make_user(role=Role.EDITOR), on=TODAY),
        Operator.objects.get_or_create()[0],
        ChosenWords.objects.create(
            ambiguity=ambiguity, bearer_id="NORTHSHORE", role="own", statement_key="ST-1", why="W"
        ),
        CorrectionReason.objects.create(
            report=report, name="r-1", corrected_on=TODAY, was=f"On {WORD}", why=f"On {WORD}", why_zh_hans=CHINESE
        ),
    ]  # fmt: skip
    return {type(row).__name__: row for row in rows}


def words_for(field: Any) -> Any:
    """A value of a column of the catalogue with our words in it."""
    match field.get_internal_type():
        case "JSONField":
            return {"en": [WORD], "zh-hans": [CHINESE]}
        case "ArrayField":
            return [WORD]
    is_chinese = field.name.endswith("_zh_hans")
    return f"https://example.org/{WORD}" if isinstance(field, URLField) else CHINESE if is_chinese else f"On {WORD}"


def test_each_text_of_the_catalogue_is_nowhere_once_it_is_redacted(administrator: User) -> None:
    rows = catalogue_of(make_report())
    assert set(rows) == {model.__name__ for model in catalogue().values()}
    for row in rows.values():
        if isinstance(row, JournalRow):
            continue
        values = {name: words_for(field) for name, field in texts_of(type(row)).items()}
        type(row)._default_manager.filter(pk=row.pk).update(**values)
    kept_elsewhere(administrator, f"On {WORD}")
    assert set(places_of(WORD)) >= {model._meta.db_table for model in catalogue().values()}

    for row in rows.values():
        redact_texts(row, list(texts_of(type(row))), by=administrator, reason=REASON)

    assert places_of(WORD, CHINESE) == set()
    assert verify().faults == []
    line = CorrectionReason(name="r-1", corrected_on=TODAY, why=f"On {WORD}")
    assert new_reasons(rows["Report"], [line]) == {}  # type: ignore[arg-type]
    measure = get(f"measures/{rows['Measure'].key}/")  # type: ignore[attr-defined]
    assert (measure["title"], measure["title_zh_hans"]) == ("[redacted]", "［内容已移除］")


def test_a_redacted_comparison_is_nowhere(administrator: User) -> None:
    make_party("SOUTHSHORE")
    measure = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"])
    subject, meeting, source = make_subject(measure.report), log(measure), make_evidence()
    words = {"sentence": f"On {WORD}.", "sentence_zh_hans": CHINESE, "quotation": WORD}
    of_text = {
        "issuer": WORD, "issuer_zh_hans": CHINESE, "administration": WORD, "administration_zh_hans": CHINESE,
        "note": WORD, "note_zh_hans": CHINESE,
    }  # fmt: skip
    comparison = compare(
        meeting,
        text_draft("NORTHSHORE", mentioned(subject, **words), source=source.key, **of_text),
        text_draft("SOUTHSHORE", not_in_text(subject)),
        unread_texts=[
            UnreadTextDraft(party="SOUTHSHORE", title=WORD, title_zh_hans=CHINESE, url=f"https://example.org/{WORD}")
        ],
        judgements=[
            JudgementDraft(
                subject=subject.key, sameness="not_the_same", sentence=f"On {WORD}", sentence_zh_hans=CHINESE
            )
        ],
    )
    make_capture(source, text=f"They spoke of {WORD} and {CHINESE}.")
    kept_elsewhere(administrator, WORD, comparison.key)
    assert len(places_of(WORD, CHINESE)) > 6

    redact_entry(comparison, by=administrator, reason=REASON)

    assert places_of(WORD, CHINESE) == set()
    assert verify().faults == []


HOLDING = """
    SELECT table_name, column_name FROM information_schema.columns JOIN pg_class ON relname = table_name
    WHERE table_schema = 'public' AND relkind = 'r' AND table_name LIKE 'measures\\_%'
        AND udt_name IN ('text', 'varchar', 'jsonb', 'bytea', 'tsvector', '_text', '_varchar', '_bytea')
    ORDER BY 1, 2
"""
# What the words of a column go with, apart from the texts of the catalogue.
GOES_WITH: dict[str, dict[str, str]] = {
    "an entry": {
        "entry": "title title_zh_hans narrative narrative_zh_hans",
        "bearing": "reason reason_zh_hans note note_zh_hans",
        "citation": "passage",
        "dissent": "text text_zh_hans",
        "judgement": "sentence sentence_zh_hans",
        "readouttext": "issuer issuer_zh_hans administration administration_zh_hans note note_zh_hans",
        "textfinding": "note note_zh_hans sentence sentence_zh_hans quotation",
        "statement": " ".join((*Statement.bilingual_columns(), "quotation")),
        "unreadtext": "title title_zh_hans url",
        "view": " ".join((*Assessment.bilingual_columns(), "quotation")),
        "standing": "assessments",
    },
    "a source": {
        "evidence": " ".join((*SOURCE_WORDS, *SHARED_WORDS, *FILE_WORDS)),
        "review": "note",
        "sourceaddress": "url detail",
        "fetchhost": "name robots",
        "capture": "text",
        "import": "file_name found mapping decisions notes problem",
        "importrow": "code fields before problems",
    },
    "what came in": {"candidate": " ".join(CANDIDATE_WORDS), "candidatematch": "words"},
    "whatever is redacted": {
        "digest": "message",
        "redactionmail": "message",
        "tokenmail": "message",
        "idempotencykey": "body",
        "rowchange": "before after",
        "commonword": "word",
        "reportword": "word rarity",
        "savedview": "filters",
        "secreturl": "filters",
    },
    # It goes with the entry that it corrects; else an editor can always withdraw it. Once agreed to it is deleted.
    "what waits": {"proposal": "body words"},
    "a person’s name": {
        "user": "email name",
        "accesstoken": "name",
        "secreturl": "name",
        "savedview": "name",
        "accountevent": "about",
        "digest": "problem",
        "redactionmail": "problem",
        "tokenmail": "problem",
        "remindersettings": "refusal",
        "entry": "author_name",
        "review": "reviewer_name",
        "secondagreement": "agreed_by_name",
        "textsearch": "searched_by_name",
        "announceddate": "added_by_name",
        "datefinding": "recorded_by_name withdrawn_by_name",
        "notice": "by_name",
        "redaction": "by_name",
    },
    # No words of the record are copied there; docs/journal.md names those in which people write.
    "nothing": {
        "redaction": "reason",
        "correctionreason": "name",
        "feedfetch": "detail",
        "importprofile": "name mapping",
        "accountevent": "before after",
        "digest": "counts memories composed_for message_id",
        "redactionmail": "message_id",
        "tokenmail": "message_id",
        "remindermemory": "section item fact",
        "idempotencykey": "headers",
        "rankingbasis": "candidates",
        "import": "counts",
    },
}
# Keys, hashes, seals, and what else the tracker makes of no words of the record.
CODES = {
    "acts", "parties", "to", "to_entry", "to_statement", "statement_key",
    "key", "code", "slug", "row", "table", "columns", "kind", "salt", "name_salt", "name_commitment", "commitment",
    "seal", "root", "digest", "password", "time_zone", "language", "original_title_language", "quotation_language",
    "library_version", "etag", "last_modified", "last_text", "media_type", "sha256", "payload_sha256", "address_sha256",
    "tool", "command", "database_role", "field", "value", "request_id", "audience",
}  # fmt: skip


def test_no_column_that_holds_words_is_forgotten() -> None:
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    taken = {
        (f"measures_{name}", column)
        for goes_with in (GOES_WITH, *(each.goes_with for each in samples()))
        for columns in goes_with.values()
        for name, listed in columns.items()
        for column in listed.split()
    }
    with connection.cursor() as cursor:
        cursor.execute(HOLDING)
        rows = [(name, column) for name, column in cursor.fetchall() if name in models]
    forgotten = [
        (name, column)
        for name, column in rows
        if not is_code(models[name], column)
        and (name, column) not in taken
        and not (models[name] in catalogue().values() and column in texts_of(models[name]))
    ]

    assert forgotten == []
    assert taken <= set(rows)


def is_code(model: type[Model], column: str) -> bool:
    """Whether a column holds a code, a day, a key, or what is computed from others."""
    field: Any = next(field for field in model._meta.concrete_fields if field.column == column)
    is_of_other = field.choices or field.is_relation or field.generated
    return bool(is_of_other) or column in CODES or isinstance(field, MarkingField | PartialDateField)
