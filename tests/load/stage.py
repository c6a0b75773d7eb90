"""The record that people read and write while the load test runs, and who they are."""

from dataclasses import dataclass

from django.core.management import call_command

from measures.models import Measure, Role, SecretUrlKind, User
from measures.operations.credentials import create_secret_url
from measures.wings.digests.models import Cadence, ReminderSettings
from tests.factories import log, make_evidence, make_measure, make_report, make_token, make_user
from tests.files import signed_in
from tests.servers import ROOT


@dataclass(frozen=True, slots=True)
class Stage:
    """Who writes, with their tokens; what is written about; and addresses of calendars and feeds."""

    writers: dict[User, str]
    editor_token: str
    editor_session: str
    reader_token: str
    keys: list[str]
    addresses: list[str]


def set_stage(measures: int, writers: int) -> Stage:
    call_command("load_report", ROOT / "fixtures" / "two-shores.yaml", verbosity=0)
    report = make_report("busy", title="A busy report")
    make_report("imported", title="An imported report")
    rows = [make_measure(report, title=f"Ferry {index}", due_on="2027-03") for index in range(measures)]
    reader, editor = make_user(role=Role.READER), make_user(role=Role.EDITOR)
    for row in rows[:20]:
        log(row, by=editor, sources=[make_evidence().key])
    people = [make_user(role=Role.EDITOR, name=f"Writer {index}") for index in range(1, writers + 1)]
    # What one makes of another's source is no reason to remind them: those are counted who are.
    ReminderSettings.objects.bulk_create(
        ReminderSettings(user=person, cadence=Cadence.OFF) for person in (*people, editor, reader)
    )
    return Stage(
        writers={person: make_token(person) for person in people},
        editor_token=make_token(editor),
        editor_session=session_of(editor),
        reader_token=make_token(reader),
        keys=list(Measure.objects.filter(report=report).values_list("key", flat=True)),
        addresses=[address_of(reader, kind, ending) for kind, ending in SECRET_ADDRESSES],
    )


def session_of(user: User) -> str:
    """The session of somebody who has signed in on pages."""
    return signed_in(user).cookies["sessionid"].value


SECRET_ADDRESSES = (
    (SecretUrlKind.CALENDAR, "calendars/{}.ics"),
    (SecretUrlKind.FEED, "feeds/{}.atom"),
)


def address_of(user: User, kind: str, ending: str) -> str:
    secret = create_secret_url(user, name=kind, kind=kind)[1]
    return f"/api/v1/{ending.format(secret)}"
