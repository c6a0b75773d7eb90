"""How those who write here are named: to the team by their name, to others by their role, unless they agreed.

The name that somebody wrote under stands beside their account, as `author_name` beside `author`, and is sealed. What a
reader is shown of it is decided here alone: `may_be_named` for rows that the database writes, `name_for` and `byline`
for a row that this process holds. The name of a library or a file stands beside no account, and is shown to everybody.
"""

from typing import Any

from django.db.models import Case, Model, Q, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence, Review
from measures.models.markings import Audience, Marking
from measures.models.people import Role, User, name_for_readers
from measures.models.records import paths_to_reports, reports_of

NAME = "name"


class PersonRole(TextChoices):
    """What stands for somebody who is not named."""

    ANALYST = "analyst", _("an analyst of this tracker")
    REVIEWER = "reviewer", _("a reviewer of this tracker")
    ADMINISTRATOR = "administrator", _("an administrator of this tracker")
    PARTICIPANT = "participant", _("a participant")


# By what holds the name: of a reviewer, of whoever redacted something or changed an account. All others are analysts.
ROLES = {
    "reviewer_name": PersonRole.REVIEWER,
    "by_name": PersonRole.ADMINISTRATOR,
    "by__name": PersonRole.ADMINISTRATOR,
}
# Of whom no account is kept.
WITHOUT_ACCOUNT = ("withdrawn_by_name",)
# Where what somebody wrote under is stored beside their account.
STORED_NAMES = (
    "author_name", "agreed_by_name", "reviewer_name", "by_name", "searched_by_name", "added_by_name",
    "recorded_by_name", *WITHOUT_ACCOUNT,
)  # fmt: skip
# The paths to the sources that rows are of which are in no report.
TO_SOURCES: dict[type[Model], str] = {Evidence: "", Review: "evidence__"}


def account_path(name: str) -> str:
    """The path to the account beside a name: `author` for `author_name`, `recorded_by` for `recorded_by__name`."""
    return name.removesuffix(f"__{NAME}") if name.endswith(f"__{NAME}") else name.removesuffix(f"_{NAME}")


def role_in(name: str) -> PersonRole:
    return ROLES.get(name, PersonRole.ANALYST)


def read_by_team(model: type[Model], audience: Audience, path: str = "") -> Q | None:
    """The condition that an audience is of the team where rows, or the one at a path, are; none if it nowhere is.

    A source is in no report: whoever is of the team of a report is so for the sources that it cites.
    """
    if audience.elsewhere.may_read(Marking.INTERNAL):
        return Q()
    reports = audience.reports_read_as(Marking.INTERNAL)
    if model in TO_SOURCES:
        return Evidence.copies_read_by(audience, f"{path}{TO_SOURCES[model]}")
    paths = paths_to_reports(model) if reports else ()
    return Q(*((f"{path}{each}__in", reports) for each in paths)) if paths else None


def may_be_named(model: type[Model], name: str, audience: Audience, path: str = "") -> Q:
    """The condition that an audience reads the name at `name` of a model's rows, or of the row at a path."""
    team = read_by_team(model, audience, path)
    if name in WITHOUT_ACCOUNT:
        agreed = Q(**{f"{path}{name}": ""})
    else:
        account = f"{path}{account_path(name)}"
        agreed = Q(**{f"{account}__isnull": True}) | Q(**{f"{account}__is_named_in_public": True})
    return agreed if team is None else team and team | agreed


def role_or_none(name: str, path: str = "") -> Case:
    """The role in which somebody stands at `name`, in the database; none of a library, or where there is nobody."""
    usual = Value(role_in(name).value)
    if name in WITHOUT_ACCOUNT:
        return Case(When(~Q(**{f"{path}{name}": ""}), then=usual))
    account = f"{path}{account_path(name)}"
    return Case(
        When(
            Q(**{f"{account}__role": Role.READER, f"{account}__is_participant": True}),
            then=Value(PersonRole.PARTICIPANT.value),
        ),
        When(Q(**{f"{account}__isnull": False}), then=usual),
    )


def is_of_team(row: Model, audience: Audience) -> bool:
    """`read_by_team`, for a row."""
    if audience.elsewhere.may_read(Marking.INTERNAL):
        return True
    if reports := reports_of(row):
        return all(audience.may_read(Marking.INTERNAL, report) for report in reports)
    readable = read_by_team(type(row), audience)
    return readable is not None and type(row)._default_manager.filter(readable, pk=row.pk).exists()


def name_for(row: Model, name: str, audience: Audience) -> str | None:
    """The name at `name` of a row, as `may_be_named` says; none where a role stands in its place."""
    written = value_at_path(row, name) or ""
    if not written or is_of_team(row, audience):
        return str(written)
    if name in WITHOUT_ACCOUNT:
        return None
    account = value_at_path(row, account_path(name))
    return str(written) if account is None or account.is_named_in_public else None


def role_for(row: Model, name: str) -> PersonRole | None:
    """`role_or_none`, for a row."""
    if name in WITHOUT_ACCOUNT:
        return role_in(name) if value_at_path(row, name) else None
    account = value_at_path(row, account_path(name))
    return None if account is None else role_of(account, role_in(name))


def role_of(account: User, usual: PersonRole = PersonRole.ANALYST) -> PersonRole:
    """What stands for somebody by their account: not everybody who wrote something once is of the team."""
    return PersonRole.PARTICIPANT if account.is_participant and not account.is_team else usual


def byline(row: Model, name: str, audience: Audience) -> str:
    """Who wrote a row, in the reader's words: their name or their role."""
    found = name_for(row, name, audience)
    if found is not None:
        return name_for_readers(found)
    role = role_for(row, name)
    return str(role.label) if role else ""


def value_at_path(row: object, path: str) -> Any:
    """What a path leads to, or nothing where it breaks off."""
    for step in path.split("__"):
        row = getattr(row, step, None)
    return row
