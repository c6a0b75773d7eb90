"""Accounts: invited, deactivated, never deleted; and those of the demonstration."""

import stat

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client

from measures import access
from measures.errors import NotAllowedError, OwnAccountError
from measures.models import PARTICIPANTS, PUBLIC, AccountEvent, Owner, Role, User, Watch
from measures.operations.accounts import invite_user, revise_user
from tests.factories import make_participant, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery-staple"


@pytest.fixture
def admin() -> User:
    return make_user(role=Role.ADMINISTRATOR)


def test_an_administrator_invites_somebody_who_has_no_password_yet(admin):
    user = invite_user(" Wei@Example.org ", name="Wei", role=Role.EDITOR, by=admin, language="zh-hans")

    user.refresh_from_db()
    assert (user.email, user.role, user.language, user.is_active) == ("wei@example.org", "editor", "zh-hans", True)
    assert not user.has_usable_password()


def test_the_first_administrator_begins_by_a_link_until_one_can_sign_in(settings, capsys):
    settings.CBM_FIRST_ADMINISTRATOR = ("Wei Keeper", "Wei@Example.org")
    call_command("first_administrator")
    call_command("first_administrator")
    first, second = capsys.readouterr().out.splitlines()
    client = Client()

    form = client.get(second.partition(settings.CBM_SITE_URL)[2], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    call_command("first_administrator")

    user = User.objects.get()
    assert (user.email, user.name, user.role) == ("wei@example.org", "Wei Keeper", Role.ADMINISTRATOR)
    assert user.check_password(PASSWORD)
    assert capsys.readouterr().out == ""
    assert "This link no longer works" in Client().get(first.partition(settings.CBM_SITE_URL)[2], follow=True).text
    assert AccountEvent.objects.earliest("pk").kind == "invited"


def test_there_is_no_first_administrator_where_one_can_sign_in_or_none_is_named(settings, capsys):
    call_command("first_administrator")
    assert not User.objects.exists()

    settings.CBM_FIRST_ADMINISTRATOR = ("Wei Keeper", "wei@example.org")
    other = User.objects.create_superuser("other@example.org", PASSWORD, name="Other")
    call_command("first_administrator")

    assert list(User.objects.all()) == [other]
    assert capsys.readouterr().out == ""


def test_who_is_to_be_the_first_administrator_is_checked(settings):
    settings.CBM_FIRST_ADMINISTRATOR = ("Wei Keeper", "wei at example.org")
    with pytest.raises(CommandError, match="CBM_FIRST_ADMINISTRATOR: Enter a valid email"):
        call_command("first_administrator")

    settings.CBM_FIRST_ADMINISTRATOR = ("Wei Keeper", make_user(role=Role.READER).email)
    with pytest.raises(CommandError, match="There is already an account"):
        call_command("first_administrator")


@pytest.mark.parametrize("name", ["", "  "])
def test_nobody_is_invited_without_a_name(admin, name):
    with pytest.raises(ValidationError):
        invite_user("wei@example.org", name=name, role=Role.READER, by=admin)

    assert not User.objects.filter(email="wei@example.org").exists()


def test_the_database_refuses_an_account_without_a_name():
    with pytest.raises(IntegrityError, match="user_has_a_name"):
        User.objects.create_user("wei@example.org", name=" ")


def test_nobody_else_invites():
    with pytest.raises(NotAllowedError):
        invite_user("wei@example.org", name="Wei", role=Role.READER, by=make_user(role=Role.EDITOR))

    assert not User.objects.filter(email="wei@example.org").exists()


def test_a_reader_whom_an_administrator_marks_reads_what_is_for_participants_and_no_longer_when_unmarked(admin):
    user = invite_user("wei@example.org", name="Wei", role=Role.READER, by=admin)
    assert access.audience_of(user) == PUBLIC

    user = revise_user(user, changes={"is_participant": True}, by=admin)
    assert access.audience_of(user) == PARTICIPANTS and not user.is_team

    user = revise_user(user, changes={"is_participant": False}, by=admin)
    assert access.audience_of(user) == PUBLIC


def test_nobody_but_an_administrator_marks_participants():
    user, editor = make_user(role=Role.READER), make_user(role=Role.EDITOR)

    with pytest.raises(NotAllowedError):
        revise_user(user, changes={"is_participant": True}, by=editor)

    assert not User.objects.get(pk=user.pk).is_participant


def test_a_participant_who_is_deactivated_reads_what_everybody_does(admin):
    user = make_participant()

    user = revise_user(user, changes={"is_active": False}, by=admin)

    assert access.audience_of(user) == PUBLIC


def test_an_address_has_one_account_whatever_its_case(admin):
    with pytest.raises(ValidationError, match="already"):
        invite_user(admin.email.upper(), name="Twin", role=Role.READER, by=admin)


def test_somebody_is_deactivated_and_stays_on_record(admin):
    user = make_user()

    revise_user(user, changes={"is_active": False}, by=admin)

    user.refresh_from_db()
    assert not user.is_active


def test_an_administrator_cannot_shut_themselves_out(admin):
    with pytest.raises(OwnAccountError):
        revise_user(admin, changes={"is_active": False}, by=admin)

    admin.refresh_from_db()
    assert admin.is_active


def test_the_demonstration_is_created_once(committed_reports, settings, tmp_path, capsys, client):
    settings.CBM_VAR = tmp_path / "var"

    call_command("create_demonstration")

    kept = settings.CBM_VAR / "demonstration-accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    passwords = dict(line.split() for line in kept.read_text().splitlines())
    assert kept.read_text() in capsys.readouterr().out
    assert {user.email: (user.role, user.is_participant) for user in User.objects.all()} == {
        "admin@example.org": ("administrator", False),
        "editor@example.org": ("editor", False),
        "analyst@example.org": ("contributor", False),
        "reader@example.org": ("reader", False),
        "participant@example.org": ("reader", True),
    }
    assert all(client.login(username=email, password=password) for email, password in passwords.items())
    assert Owner.objects.filter(user__email="editor@example.org").count() == 2
    assert Watch.objects.filter(user__email="analyst@example.org").exists()

    before = kept.read_text()
    call_command("create_demonstration")

    assert capsys.readouterr().out.count("\n") == 1
    assert kept.read_text() == before and User.objects.count() == 5

    kept.unlink()  # as after a loss, when a backup was put back
    call_command("create_demonstration")

    assert "changepassword admin@example.org" in capsys.readouterr().out


def test_the_demonstration_needs_its_reports_and_else_leaves_nothing(settings, tmp_path):
    settings.CBM_VAR = tmp_path

    with pytest.raises(CommandError, match="Load both reports first"):
        call_command("create_demonstration")

    assert not User.objects.exists() and not list(tmp_path.iterdir())
