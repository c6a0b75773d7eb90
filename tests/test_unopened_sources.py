"""A source that nobody has opened at its address is shown without one, everywhere, until an editor has opened it."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from measures.errors import NotAllowedError
from measures.library.record import source_rows
from measures.models import Evidence, PartialDate, Role, RowChange
from measures.operations.drafts import SourceDraft
from measures.operations.evidence import open_evidence, record_evidence, revise_evidence
from tests.factories import TODAY, client_of, get, give_role, log, make_evidence, make_measure, make_user
from tests.leaks import LeakyRecord, all_addresses, signed_in
from tests.shared_rows import made_once
from tests.unpacking import text_of

pytestmark = pytest.mark.django_db

HOST = "zephyr-7.example"
ADDRESS = f"https://{HOST}/page"


@pytest.fixture(scope="module")
def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LeakyRecord]:
    yield from made_once(LeakyRecord, django_db_blocker)


@pytest.fixture
def unopened() -> Evidence:
    return make_evidence(title="The Zephyr timetable", url=ADDRESS, unopened=True, accessed=PartialDate(2026, 11))


def where_it_stands(client: Client, record: LeakyRecord, *keys: str) -> set[str]:
    """The addresses whose answers have the source's, asked for these rows and for one of every other kind."""
    found = set()
    for addresses in all_addresses(record):
        for address in [each for each in addresses if any(key in each for key in keys)] or addresses[:1]:
            answer = client.get(address)
            assert answer.status_code < 500, address
            if HOST in f"{answer.headers}\n{text_of(answer.getvalue())}".lower():
                found.add(address)
    return found


def test_no_page_file_or_answer_has_its_address_but_the_teams_page_of_it(record: LeakyRecord) -> None:
    source = make_evidence(title="The timetable", url=ADDRESS, unopened=True)
    measure = record.reports["one"].measures.filter(marking="public").earliest("pk")
    entry = log(measure, sources=[source.key])

    stranger = where_it_stands(signed_in(None), record, source.key, entry.key, "report-one")
    editor = where_it_stands(signed_in(make_user(Role.EDITOR)), record, source.key)

    assert stranger == set()
    assert editor == {f"/sources/{source.key}/"}


@pytest.mark.parametrize("address", ["/search/", "/api/v1/search/", "/sources/"])
def test_a_search_by_its_address_finds_it_and_does_not_show_it(unopened: Evidence, address: str) -> None:
    entry = log(make_measure(), sources=[unopened.key])

    content = Client().get(address, {"q": "zephyr", "report": entry.report.slug}).content.decode()

    assert unopened.key in content
    assert ADDRESS not in content


def test_answers_say_that_it_is_unopened(unopened: Evidence) -> None:
    entry = log(make_measure(), sources=[unopened.key])
    editor = client_of(make_user(Role.EDITOR))

    for client in (None, editor):
        row, [cited] = get(f"evidence/{unopened.key}/", client), get(f"entries/{entry.key}/", client)["sources"]
        assert (row["url"], row["is_unopened"], cited["url"]) == ("", True, "")
    assert get("evidence/", unopened="true", count="true")["count"] == 1


def test_the_team_sees_the_address_and_only_editors_the_link(unopened: Evidence) -> None:
    page, link = f"/sources/{unopened.key}/", f'href="{ADDRESS}"'
    stranger, contributor, editor = (
        client.get(page).content.decode()
        for client in (Client(), signed_in(make_user()), signed_in(make_user("editor")))
    )

    assert "nobody has opened this source" in stranger and ADDRESS not in stranger
    assert ADDRESS in contributor and link not in contributor and "I have opened it" not in contributor
    assert link in editor and "I have opened it at its address" in editor
    assert "Not opened at" not in signed_in(make_user()).get("/sources/").content.decode()


def test_an_editor_opens_it_and_takes_it_back(unopened: Evidence) -> None:
    entry, editor = log(make_measure(), sources=[unopened.key]), make_user("editor")
    client = signed_in(editor)
    offered = client.get("/sources/", {"report": entry.report.slug}).content.decode()

    answers = [client.post(f"/sources/{unopened.key}/opened/") for _ in range(2)]

    unopened.refresh_from_db()
    assert "Not opened at its address: 1" in " ".join(offered.split())
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (unopened.unopened, unopened.version) == (False, 2)
    assert unopened.accessed != PartialDate(2026, 11)
    assert f'href="{ADDRESS}"' in Client().get(f"/sources/{unopened.key}/").content.decode()
    change = RowChange.objects.filter(table="measures_evidence", row=unopened.pk).latest("pk")
    assert (change.before["unopened"], change.after["unopened"], change.by_id) == (True, False, editor.pk)

    client.post(f"/sources/{unopened.key}/edit/", {"grade": "B", "credibility": "2", "unopened": "on"})

    assert ADDRESS not in Client().get(f"/sources/{unopened.key}/").content.decode()


def test_others_may_neither_open_it_nor_take_it_back(unopened: Evidence) -> None:
    contributor, opened = make_user(), make_evidence()
    acts = (
        lambda: open_evidence(unopened, by=contributor, on=TODAY),
        lambda: revise_evidence(unopened, by=contributor, unopened=False),
        lambda: revise_evidence(opened, by=contributor, unopened=True),
    )

    for act in acts:
        with pytest.raises(NotAllowedError):
            act()

    assert signed_in(contributor).post(f"/sources/{unopened.key}/opened/").status_code == 403
    kept = {"grade": "B", "credibility": "2"}
    assert signed_in(contributor).post(f"/sources/{unopened.key}/edit/", kept).status_code == 302
    unopened.refresh_from_db()
    assert unopened.unopened


def test_an_editor_of_one_report_opens_what_no_other_cites(unopened: Evidence) -> None:
    one, other = make_measure(), make_measure()
    log(one, sources=[unopened.key])
    editor = give_role(make_user(Role.READER), one.report, role=Role.EDITOR)
    contributor = give_role(make_user(Role.READER), one.report, role=Role.CONTRIBUTOR)

    with pytest.raises(NotAllowedError):
        open_evidence(unopened, by=contributor, on=TODAY)
    assert not open_evidence(unopened, by=editor, on=TODAY).unopened
    revise_evidence(unopened, by=editor, unopened=True)
    log(other, sources=[unopened.key])
    with pytest.raises(NotAllowedError):
        open_evidence(unopened, by=editor, on=TODAY)


def test_it_is_recorded_so_and_is_not_fetched_before_somebody_opened_it() -> None:
    by = make_user("editor")
    answer = client_of(by).post(
        "/api/v1/evidence/", {"title": "T", "publisher": "P", "url": ADDRESS, "is_unopened": True}
    )
    source = Evidence.objects.get(url=ADDRESS)

    assert (answer.json()["url"], answer.json()["is_unopened"]) == ("", True)
    assert source not in Evidence.objects.fetchable()
    open_evidence(source, by=by, on=TODAY)
    assert source in Evidence.objects.fetchable()


def test_a_withheld_address_is_not_kept() -> None:
    by, draft = make_user(), {"title": "T", "publisher": "P", "address_withheld": True}

    source = record_evidence(SourceDraft(**draft), by=by)
    with pytest.raises(ValidationError) as raised:
        record_evidence(SourceDraft(**draft, url=ADDRESS), by=by)
    with pytest.raises(IntegrityError, match="evidence_withheld_address_is_not_kept"), transaction.atomic():
        make_evidence(address_withheld=True, read_as_copy=True)

    assert "url" in raised.value.message_dict
    assert (source.url, source.read_as_copy, source.unopened) == ("", True, False)
    page = Client().get(f"/sources/{source.key}/").content.decode()
    assert "its address is withheld" in page and "I have opened it" not in page
    row = get(f"evidence/{source.key}/")
    assert (row["url"], row["is_address_withheld"], row["is_read_as_copy"]) == ("", True, True)


def test_a_library_says_both() -> None:
    shared = {"publisher": {"en": "P"}, "kind": "press", "grade": "C", "credibility": 2, "by_report_author": False}
    contents = [
        {"key": "S-1", "url": ADDRESS, "unopened": True, **shared},
        {"key": "S-2", "url": ADDRESS, "address_withheld": True, **shared},
    ]

    unopened, withheld = source_rows("calm", contents)

    assert (unopened.url, unopened.unopened, unopened.address) == (ADDRESS, True, "")
    assert (withheld.url, withheld.unopened, withheld.read_as_copy) == ("", False, True)
