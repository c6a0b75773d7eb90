"""Who runs a tracker stands on a page that everybody reads and an administrator writes."""

import re

import pytest
from django.conf import settings
from django.test import Client

from measures.errors import NotAllowedError, VersionConflictError
from measures.models import Operator, Role, RowChange
from measures.operations.operator import describe_operator
from tests.factories import make_user
from tests.files import signed_in
from tests.markup import compact
from tests.servers import ROOT

pytestmark = pytest.mark.django_db


def page(**headers: str) -> str:
    return compact(Client().get("/about/", headers=headers).content.decode())


def test_while_nothing_is_given_each_fact_says_so() -> None:
    text = page()

    assert text.count("Not given") == len(list(Operator.bilingual_names()))
    assert "30 days" in text
    assert "24 hours" in text


def test_members_read_which_version_it_is_and_others_do_not() -> None:
    [of_package] = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    [latest, *_] = re.findall(r"^## (\S+), \d+ \w+ \d{4}$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    member = compact(signed_in(make_user()).get("/about/").content.decode())

    assert of_package == latest == settings.CBM_VERSION
    assert f"<dt>Version of the software</dt> <dd>{latest}</dd>" in member
    reader = compact(signed_in(make_user(role=Role.READER)).get("/about/").content.decode())
    assert "Version of the software" not in reader + page()


def test_an_administrator_says_it_in_both_languages_and_everybody_reads_it() -> None:
    client = signed_in(make_user(role=Role.ADMINISTRATOR))
    form = {
        "institution": "Harbour Institute",
        "institution_zh_hans": "港口研究所",
        "objections": "Write to\nthe desk.",
        "version": "1",
    }

    answer = client.post("/about/edit/", form)

    assert answer.status_code == 302
    assert "Harbour Institute" in page()
    assert "Write to<br>the desk." in page()
    assert "港口研究所" in page(accept_language="zh-hans")
    assert RowChange.objects.filter(table="measures_operator", after__institution="Harbour Institute").exists()


def test_two_who_write_at_once_lose_nothing() -> None:
    administrator = make_user(role=Role.ADMINISTRATOR)
    describe_operator(changes={"institution": "Harbour Institute"}, version=1, by=administrator)

    answer = signed_in(administrator).post("/about/edit/", {"institution": "Pier Institute", "version": "1"})

    assert answer.status_code == 400
    assert "Somebody has changed this since you opened it." in answer.content.decode()
    assert "Pier Institute" in answer.content.decode()
    assert Operator.present().institution == "Harbour Institute"
    with pytest.raises(VersionConflictError):
        describe_operator(changes={"institution": "Pier Institute"}, version=1, by=administrator)


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.EDITOR])
def test_nobody_else_says_who_runs_it(role: str) -> None:
    user = make_user(role=role)

    with pytest.raises(NotAllowedError):
        describe_operator(changes={"institution": "Pier Institute"}, by=user)
    assert signed_in(user).get("/about/edit/").status_code == 403
