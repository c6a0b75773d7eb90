"""Nothing stands below itself: not by two editors at once, not by a library, and where it does, each walk ends."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from measures.library.load import load_content
from measures.library.read import parse_library
from measures.library.write import catalogue_of
from measures.models import TEAM, Ambiguity, Report, Subject, User
from measures.operations import editing
from measures.operations.editing import revise
from measures.operations.nouns import NOUNS, SUBJECT
from tests.factories import make_ambiguity, make_report, make_subject, make_user
from tests.files import signed_in
from tests.test_library import FIXTURES
from tests.test_two_editors import filled

type Row = Ambiguity | Subject
type Answer = tuple[int, set[str]]
type Send = Callable[[User, Row, Row], Callable[[], Answer]]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let both writers check before either writes, unless one of them waits for the other already."""
    both_came, write = Barrier(2), editing.update_columns

    def write_together(changed: Any) -> None:
        with suppress(BrokenBarrierError):
            both_came.wait(timeout=1)
        write(changed)

    monkeypatch.setattr(editing, "update_columns", write_together)


def noun_of(row: Row) -> str:
    return "subjects" if isinstance(row, Subject) else "ambiguities"


def by_operation(user: User, row: Row, above: Row) -> Callable[[], Answer]:
    def put() -> Answer:
        try:
            revise(NOUNS[noun_of(row)], row, changes={"parent": above.key}, version=1, by=user)
        except ValidationError as error:
            return 400, set(error.message_dict)
        return 200, set()

    return put


def by_page(user: User, row: Row, above: Row) -> Callable[[], Answer]:
    """The fields are read here, and the errors in the page: what Django notes of a page, it notes in all threads."""
    client: Client = signed_in(user)
    address = f"/edit/{noun_of(row)}/{row.key}/"
    fields = {**filled(client, address), "parent": above.key}

    def put() -> Answer:
        answer = client.post(address, fields)
        return answer.status_code, set(re.findall(r'id="id_(\w+)_error"', answer.content.decode()))

    return put


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("send", "done"), [(by_operation, 200), (by_page, 302)])
@pytest.mark.parametrize("make", [make_subject, make_ambiguity])
def test_of_two_editors_who_put_two_rows_below_each_other_the_second_is_refused(
    make: Callable[[Report], Row], send: Send, done: int
) -> None:
    report, editor = make_report(), make_user("editor")
    one, other = make(report), make(report)

    def in_a_thread(put: Callable[[], Answer]) -> Answer:
        try:
            return put()
        finally:
            connection.close()

    writers = [send(editor, one, other), send(editor, other, one)]
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(in_a_thread, writers))

    assert answers == [(done, set()), (400, {"parent"})]
    assert type(one).objects.exclude(parent=None).count() == 1


@pytest.mark.django_db
class TestCircleThatIsThere:
    @pytest.fixture
    def below(self) -> Subject:
        """A subject below two that stand below each other."""
        report = make_report()
        one, other = make_subject(report, "one"), make_subject(report, "other")
        for row, above in ((one, other), (other, one)):
            Subject.objects.filter(pk=row.pk).update(parent=above)
        below = make_subject(report, "below", parent=one)
        return Subject.objects.get(pk=below.pk)

    def test_each_of_its_subjects_is_written_once(self, below: Subject) -> None:
        written = catalogue_of(below.report, TEAM)["subjects"]

        assert sorted(row["code"] for row in written) == ["below", "one", "other"]

    def test_an_edit_below_it_is_told_and_one_that_opens_it_is_taken(self, below: Subject) -> None:
        editor = make_user("editor")

        with pytest.raises(ValidationError, match="cannot be below itself"):
            revise(SUBJECT, below, changes={"title": "Ferries"}, by=editor)

        revise(SUBJECT, below.parent, changes={"parent": ""}, by=editor)
        assert revise(SUBJECT, below, changes={"title": "Ferries"}, by=editor).title == "Ferries"


@pytest.mark.django_db
def test_a_library_puts_no_subject_below_one_that_somebody_here_has_put_below_it() -> None:
    content = yaml.safe_load((FIXTURES / "two-shores.yaml").read_text(encoding="utf-8"))
    del content["record"]
    load_content(parse_library("two-shores.yaml", yaml.safe_dump(content)))
    fog, telephone = Subject.objects.get(code="fog-signals"), Subject.objects.get(code="telephone-line")
    revise(SUBJECT, telephone, changes={"parent": fog.key}, by=make_user("editor"))

    [in_library] = [row for row in content["subjects"] if row["code"] == "fog-signals"]
    in_library["parent"] = "telephone-line"
    load_content(parse_library("two-shores.yaml", yaml.safe_dump(content)))

    above = dict(Subject.objects.values_list("code", "parent__code"))
    assert (above["telephone-line"], above["fog-signals"]) == ("fog-signals", None)
