"""No migration is made when only words change, and none holds them."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from cbm_tracker.autodetector import WordlessAutodetector
from tests.servers import ROOT

PRESENT = ProjectState.from_apps(apps)


def operations(name: str, field: models.Field) -> list[str]:
    """What a migration would do if this were a field of a measure."""
    state = PRESENT.clone()
    measure = state.models["measures", "measure"]
    changed = {**measure.fields, name: field}
    state.models["measures", "measure"] = ModelState("measures", "Measure", list(changed.items()), measure.options)
    found = WordlessAutodetector(PRESENT, state).changes(MigrationLoader(None).graph, convert_apps=["measures"])
    return [str(each.describe()) for migration in found.get("measures", []) for each in migration.operations]


def test_words_need_no_migration_and_what_the_database_knows_does() -> None:
    measure = PRESENT.models["measures", "measure"]
    length = measure.fields["kind"].max_length

    assert operations("kind", models.CharField("another label", max_length=length, choices=[("joint", "J")])) == []
    assert operations("kind", models.CharField(max_length=length + 1)) == ["Alter field kind on measure"]


@pytest.mark.parametrize("path", sorted((ROOT / "measures/migrations").glob("0*.py")), ids=lambda path: path.stem[:4])
def test_no_migration_holds_words_for_readers(path: Path) -> None:
    assert re.findall(r"(?:verbose_name(?:_plural)?|help_text|choices)\b", path.read_text(encoding="utf-8")) == []
