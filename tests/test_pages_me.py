"""One's own page: what one answers for and watches, tokens, language and time zone."""

import re

import pytest
from django.test import Client

from measures.models import AccessToken, User
from measures.operations.credentials import create_token
from measures.operations.responsibility import name_owner, watch_measure
from tests.factories import make_measure, make_user
from tests.markup import compact

pytestmark = pytest.mark.django_db

TOKEN = {"called": "Desk", "scope": "read", "life": "30"}


@pytest.fixture
def user() -> User:
    return make_user(name="Wei")


@pytest.fixture
def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_shows_what_one_answers_for_and_watches_and_nobody_elses(signed_in: Client, user: User) -> None:
    owned, watched, other = make_measure(), make_measure(), make_measure()
    editor = make_user(role="editor")
    name_owner(owned, user=user, role="coordinator", by=editor)
    name_owner(other, user=editor, role="coordinator", by=editor)
    watch_measure(watched, by=user)

    body = signed_in.get("/me/").content.decode()

    [mine] = re.findall(r'<h2 id="owned">.*?</section>', body, re.DOTALL)
    [seen] = re.findall(r'<h2 id="watched">.*?</section>', body, re.DOTALL)
    assert (owned.key in mine, watched.key in seen) == (True, True)
    assert other.key not in body


def test_a_token_is_shown_by_the_answer_that_makes_it_and_works_until_it_is_revoked(
    signed_in: Client, user: User
) -> None:
    made = signed_in.post("/me/tokens/", TOKEN)
    [secret] = re.findall(r'id="made" value="([^"]+)"', made.content.decode())
    program = Client(headers={"Authorization": f"Bearer {secret}"})

    assert (made.status_code, "no-store" in made.headers["Cache-Control"]) == (201, True)
    assert program.get("/api/v1/users/me/").status_code == 200
    again = signed_in.get("/me/").content.decode()
    assert secret not in again
    assert "Desk" in again

    for _click in range(2):
        assert signed_in.post(f"/me/tokens/{AccessToken.objects.get().pk}/revoke/").status_code == 302

    assert program.get("/api/v1/users/me/").status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"called": ""},
        {"scope": "everything"},
        {"life": "-1"},
        {"called": "Taken"},
    ],
)
def test_a_token_that_cannot_be_made_says_why(signed_in: Client, user: User, wrong: dict[str, str]) -> None:
    create_token(user, name="Taken", scope="read")

    answer = signed_in.post("/me/tokens/", {**TOKEN, **wrong})

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert AccessToken.objects.count() == 1


def test_nobody_revokes_anothers_token(signed_in: Client) -> None:
    token, _secret = create_token(make_user(), name="Theirs", scope="read")

    assert signed_in.post(f"/me/tokens/{token.pk}/revoke/").status_code == 404

    token.refresh_from_db()
    assert token.revoked_at is None


def test_language_and_time_zone_are_kept_and_the_pages_follow(signed_in: Client, user: User) -> None:
    answer = signed_in.post("/me/", {"language": "zh-hans", "time_zone": "Asia/Shanghai"}, follow=True)

    user.refresh_from_db()
    assert (user.language, user.time_zone) == ("zh-hans", "Asia/Shanghai")
    assert '<html lang="zh-Hans"' in compact(answer.content.decode())


@pytest.mark.parametrize(("language", "typed"), [("en", "shanghai"), ("zh-hans", "上海")])
def test_a_time_zone_is_found_by_its_city(signed_in: Client, user: User, language: str, typed: str) -> None:
    signed_in.cookies["django_language"] = language
    signed_in.post("/me/", {"language": language, "time_zone": typed})

    user.refresh_from_db()
    assert user.time_zone == "Asia/Shanghai"


@pytest.mark.parametrize("address", ["/me/", "/reminders/"])
def test_each_time_zone_is_offered_by_one_city_and_none_by_an_alias(signed_in: Client, address: str) -> None:
    page = signed_in.get(address).content.decode()

    offered = dict(re.findall(r'<option value="([^"]+)">([^<]+)</option>', page[page.index("<datalist") :]))
    assert offered["Asia/Shanghai"] == "Shanghai" and offered["America/New_York"] == "New York"
    assert not {"ROC", "PRC", "Hongkong", "Factory", "Zulu", "Asia/Chongqing", "US/Eastern", "Etc/GMT+8"} & set(offered)
    assert len(set(offered)) == len(offered) > 300


def test_a_city_is_offered_in_chinese_on_a_chinese_page(signed_in: Client) -> None:
    signed_in.cookies["django_language"] = "zh-hans"

    assert '<option value="Asia/Shanghai">上海</option>' in signed_in.get("/me/").content.decode()


def test_a_time_zone_that_is_none_is_refused(signed_in: Client, user: User) -> None:
    answer = signed_in.post("/me/", {"language": "en", "time_zone": "Asia/Nowhere"})

    user.refresh_from_db()
    assert (answer.status_code, user.time_zone) == (400, "UTC")


def test_the_name_above_every_page_leads_to_it(signed_in: Client) -> None:
    make_measure()

    assert re.search(
        r'<summary><span class="menu-name">Wei</span></summary>.*href="/me/"',
        signed_in.get("/").content.decode(),
        re.DOTALL,
    )
    assert Client().get("/me/").headers["Location"].startswith("/accounts/login/")
