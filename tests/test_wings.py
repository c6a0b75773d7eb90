"""What the core asks of wings, and what the failure of one means for the others."""

from datetime import datetime

import pytest
from django.apps import apps

from measures import access
from measures.tasks import tick
from measures.wing import Wing, wings


class FailingWing(Wing):
    """One that can do nothing at a tick."""

    def wake(self, *, at: datetime) -> None:
        raise RuntimeError("Nothing works.")


class NotingWing(Wing):
    """One that notes when it was asked."""

    def __init__(self) -> None:
        self.asked: list[datetime] = []

    def wake(self, *, at: datetime) -> None:
        self.asked.append(at)


@pytest.mark.django_db
def test_a_wing_that_fails_at_a_tick_keeps_no_other_from_its_work(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    noting = NotingWing()
    monkeypatch.setattr("measures.tasks.wings", lambda: [FailingWing(), noting])

    tick()

    assert len(noting.asked) == 1
    assert "FailingWing failed." in caplog.text


def test_the_models_of_wings_are_migrated_with_the_core() -> None:
    """A model without the label of the core would have a table that no migration makes."""
    of_wings = [model for model in apps.get_models() if model.__module__.startswith("measures.wings.")]

    assert len(of_wings) > 20
    assert {model._meta.app_label for model in of_wings} == {"measures"}


def test_each_act_has_one_rule() -> None:
    names = [*access.RULES, *(name for wing in wings() for name in wing.rules)]

    assert len(names) == len(set(names))


def test_a_wing_says_nothing_that_nobody_asks_for() -> None:
    """A misspelt name would be overlooked, since a wing may leave out whatever it does not have."""
    of_wings = {name for wing in wings() for name in vars(type(wing)) if not name.startswith("_")}

    assert of_wings <= vars(Wing).keys()
