"""Two people edit the same row on its page: each sees what the other saved, and neither loses anything."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from measures.forms.fields import RecordForm
from tests.factories import make_measure, make_report, make_user
from tests.files import signed_in
from tests.test_searches import search
from tests.wings import Edited, samples

pytestmark = pytest.mark.django_db


def tracker() -> Edited:
    return "/about/edit/", "institution", make_user(role="administrator")


def account() -> Edited:
    make_report()
    user = make_user()
    return f"/people/{user.pk}/", "called", make_user(role="administrator")


def recorded_search() -> Edited:
    report, by = make_report(), make_user(role="editor")
    make_measure(report)
    row = search(report, by=by)
    return f"/reports/{report.slug}/searched/{row.key}/correct/", "texts", by


EDITED = [tracker, account, recorded_search]
EDITED += chain.from_iterable(each.edited for each in samples())


def filled(client: Client, address: str) -> dict[str, Any]:
    """What the form of a page would send if nothing in it was changed."""
    return values_of(client.get(address).context["form"])


def values_of(form: RecordForm) -> dict[str, Any]:
    values = {field.name: field.value() for field in form}
    return {name: value for name, value in values.items() if value is not None and value is not False}


@pytest.mark.parametrize("make", EDITED)
def test_of_two_editors_neither_loses_anything(make: Callable[[], Edited]) -> None:
    address, field, by = make()
    client = signed_in(by)
    opened = filled(client, address)
    theirs, mine = opened | {field: "Theirs"}, opened | {field: "Mine"}

    assert client.post(address, theirs).status_code == 302
    # The second click on the same button.
    assert client.post(address, theirs).status_code == 302
    answer = client.post(address, mine)

    assert answer.status_code == 400
    shown = answer.context["form"]
    assert "Somebody has changed this since you opened it." in answer.content.decode()
    assert shown.errors[field] == ["It now says: Theirs"]
    assert shown[field].value() == "Mine"
    assert filled(client, address)[field] == "Theirs"
    assert client.post(address, values_of(shown)).status_code == 302
    assert filled(client, address)[field] == "Mine"
