"""Saved views: a list as one filtered and sorted it, under a name of one's own, on pages and in the API."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from measures.errors import NotAllowedError
from measures.models import SavedView, User
from measures.operations.saved_views import delete_view, revise_view, save_view
from tests.factories import make_measure, make_participant, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db

OVERDUE = {"called": "Late", "page": "measures", "filters": "overdue=true&sort=due"}


@pytest.fixture
def user() -> User:
    return make_user(role="reader")


@pytest.fixture
def signed_in(user: User) -> Client:
    return pages_of(user)


def test_a_list_is_saved_as_it_is_filtered_and_leads_back_to_itself(signed_in: Client) -> None:
    make_measure(due_on="2020")
    listed = signed_in.get("/measures/?overdue=true&sort=due&kind=").content.decode()
    [filters] = re.findall(r'name="filters" value="([^"]*)"', listed)

    saved = signed_in.post("/views/", {"called": "Late", "page": "measures", "filters": unescape(filters)})
    shown = signed_in.get(saved.headers["Location"])

    assert "overdue=true" in saved.headers["Location"]
    assert "sort=due" in saved.headers["Location"]
    assert 'aria-current="true">Late</a>' in compact(shown.content.decode())


def test_a_second_click_saves_nothing_twice(signed_in: Client) -> None:
    for _click in range(2):
        assert signed_in.post("/views/", OVERDUE).status_code == 302

    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {**OVERDUE, "called": "  "},
        {**OVERDUE, "filters": "overdue=false"},
        {**OVERDUE, "called": "Other", "filters": "wind=north"},
        {**OVERDUE, "called": "Other", "page": "clouds"},
    ],
    ids=["no name", "a name that is taken", "a filter that is none", "a list that is none"],
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(signed_in: Client, sent: dict[str, str]) -> None:
    signed_in.post("/views/", OVERDUE)

    answer = signed_in.post("/views/", sent)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert f'value="{sent["filters"].replace("&", "&amp;")}"' in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_a_view_is_renamed_and_deleted_by_its_user_alone(signed_in: Client, user: User) -> None:
    signed_in.post("/views/", OVERDUE)
    view = SavedView.objects.get()
    other = Client()
    other.force_login(make_user())

    assert other.post(f"/views/{view.key}/", {"called": "Theirs"}).status_code == 404
    other.post(f"/views/{view.key}/delete/")
    assert "Late" not in other.get("/views/").content.decode()
    signed_in.post(f"/views/{view.key}/", {"called": "Overdue"})
    assert SavedView.objects.get().name == "Overdue"

    for _click in range(2):
        assert signed_in.post(f"/views/{view.key}/delete/").status_code == 302

    assert not SavedView.objects.exists()


def test_who_has_not_signed_in_is_offered_none_and_asked_to_sign_in(client: Client) -> None:
    make_measure()

    assert "Save this view" not in client.get("/measures/").content.decode()
    assert client.get("/views/").headers["Location"].startswith("/accounts/login/")


def shared_view(**owner: str) -> SavedView:
    view = save_view(make_user(**owner), name="Late", page="measures", filters="overdue=true")
    return revise_view(view, changes={"is_shared": True}, by=view.user)


READERS: dict[str, Callable[[], User | None]] = {
    "nobody": lambda: None,
    "reader": lambda: make_user(role="reader"),
    "participant": make_participant,
}


def pages_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(user: User, address: str = "/views/") -> str:
    return compact(pages_of(user).get(address).content.decode())


def test_the_team_sees_a_shared_view_with_whose_it_is_and_copies_it() -> None:
    make_measure()
    view, colleague = shared_view(name="Wei Lin"), make_user(name="Ada Brook")
    link = '<a href="/measures/?overdue=true">Late</a>'

    assert link in page_of(colleague)
    assert "Wei Lin · Measures" in page_of(colleague)
    assert "Wei Lin" in page_of(colleague, "/measures/?overdue=true")
    copied = {"called": view.name, "page": view.page, "filters": view.filters}
    assert "Only you see it." in pages_of(colleague).post("/views/", copied, follow=True).content.decode()
    assert "The team sees it." in pages_of(view.user).post("/views/", copied, follow=True).content.decode()

    copy = SavedView.objects.get(user=colleague)
    assert (copy.filters, copy.is_shared) == (view.filters, False)
    # Of one name, each with whose it is.
    revise_view(copy, changes={"is_shared": True}, by=colleague)
    listed = page_of(make_user(role="editor"))
    assert "Wei Lin · Measures" in listed and "Ada Brook · Measures" in listed


def test_a_shared_view_stays_with_the_team_until_it_is_deleted() -> None:
    view, colleague = shared_view(name="Wei Lin"), make_user()

    User.objects.filter(pk=view.user_id).update(is_active=False)
    assert "Wei Lin" in page_of(colleague)

    User.objects.filter(pk=view.user_id).update(is_active=True)
    pages_of(view.user).post(f"/views/{view.key}/delete/")
    assert "Late" not in page_of(colleague)


@pytest.mark.parametrize("of", READERS)
def test_nobody_outside_the_team_sees_a_shared_view_or_shares_one(of: str) -> None:
    make_measure()
    view = shared_view(name="Wei Lin")
    user = READERS[of]()
    pages = pages_of(user) if user else Client()

    assert "Wei Lin" not in pages.get("/measures/").content.decode()
    assert pages.post(f"/views/{view.key}/share/").status_code == (404 if user else 302)
    if user:
        assert "Shared by the team" not in page_of(user)
        own = save_view(user, name="Mine", page="journal", filters="")
        assert pages.post(f"/views/{own.key}/share/", {"shared": "true"}).status_code == 403
    assert list(SavedView.objects.filter(is_shared=True)) == [view]


def test_a_colleague_changes_nothing_of_a_shared_view_and_an_editor_stops_sharing_it() -> None:
    view, colleague, editor = shared_view(), make_user(), make_user(role="editor")

    renamed: dict[str, Any] = {"is_shared": False, "name": "Mine"}
    for by, changes in ((colleague, {"name": "Mine"}), (colleague, {"is_shared": False}), (editor, renamed)):
        with pytest.raises(NotAllowedError):
            revise_view(view, changes=changes, by=by)
    assert pages_of(colleague).post(f"/views/{view.key}/share/").status_code == 403
    with pytest.raises(NotAllowedError):
        delete_view(view, by=editor)
    assert SavedView.objects.get() == view
    assert SavedView.objects.get().is_shared

    assert "Stop sharing" in page_of(editor)
    # A second click finds it done.
    for words in ("No longer shared with the team: “Late”.", "no longer shared, or is deleted"):
        answer = pages_of(editor).post(f"/views/{view.key}/share/", follow=True)
        assert answer.status_code == 200 and words in answer.content.decode()
    assert not SavedView.objects.get().is_shared
