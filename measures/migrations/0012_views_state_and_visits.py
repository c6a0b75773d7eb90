"""The state of the parties' views is kept with a standing; each person's last visit is kept for each report."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def state_of(views: list[dict[str, object]]) -> str:
    """How near the parties' views come to being compared, from what a standing keeps of them."""
    levels: dict[object, dict[object, object]] = {}
    spoken = [view for view in views if view["whose"] != "independent"]
    for view in sorted(spoken, key=lambda view: bool(view["by_representative"])):
        if view["level"] is not None:
            levels.setdefault(view["about"], {})[view["whose"]] = view["level"]
    compared = [set(held.values()) for held in levels.values() if len(held) > 1]
    if compared:
        return "differ" if any(len(held) > 1 for held in compared) else "same"
    if levels:
        return "one_view"
    return "words_only" if spoken else "no_view"


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """State it for the standings that are stored already."""
    standings = apps.get_model("measures", "Standing").objects.using(editor.connection.alias)
    rows = list(standings.exclude(views=[]))
    for row in rows:
        row.views_state = state_of(row.views)
    standings.bulk_update(rows, ["views_state"], batch_size=1000)


def forget(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The column goes with what it says."""


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0011_traces"),
    ]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="views_state",
            field=models.CharField(
                choices=[
                    ("differ", "Levels differ"),
                    ("same", "Same level"),
                    ("one_view", "One view"),
                    ("words_only", "Words only"),
                    ("no_view", "No view"),
                ],
                default="no_view",
                max_length=20,
                verbose_name="state of the parties' views",
            ),
        ),
        migrations.RunPython(fill, forget),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_until", models.DateTimeField(verbose_name="seen until")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="measures.report"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visits", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "ordering": ["user", "report"],
                "constraints": [models.UniqueConstraint(fields=("user", "report"), name="visit_once_per_report")],
            },
        ),
    ]
