"""Past days of very large reports, replayed by a worker."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import CASCADE, DO_NOTHING

from measures.migrations import at_once
from measures.models.partial_dates import PartialDateField


class Migration(migrations.Migration):
    dependencies = [("measures", "0054_guards_in_one_file")]

    operations = [
        *at_once(
            migrations.CreateModel(
                name="Replay",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("audience", models.CharField(max_length=60)),
                    ("as_of", models.DateField(null=True)),
                    ("known_at", models.DateTimeField()),
                    ("requested_at", models.DateTimeField()),
                    ("last_change", models.BigIntegerField()),
                    ("reached", models.BigIntegerField(default=0)),
                    ("measures", models.PositiveIntegerField(default=0)),
                    ("made_at", models.DateTimeField(null=True)),
                    ("report", models.ForeignKey("measures.report", CASCADE, related_name="+")),
                ],
                options={"ordering": ["requested_at", "pk"]},
            ),
            migrations.CreateModel(
                name="ReplayedStanding",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("audience", models.CharField(max_length=60)),
                    ("status", models.CharField(blank=True, max_length=20)),
                    ("status_since", PartialDateField(null=True)),
                    ("latest_direction", models.CharField(blank=True, max_length=20)),
                    ("latest_on", PartialDateField(null=True)),
                    ("latest_by", models.DateField(null=True)),
                    ("last_checked", models.DateField(null=True)),
                    ("sources_toward", models.PositiveIntegerField(default=0)),
                    ("sources_away", models.PositiveIntegerField(default=0)),
                    ("sources_either", models.PositiveIntegerField(default=0)),
                    ("milestones_met", models.PositiveIntegerField(default=0)),
                    ("milestones", models.PositiveIntegerField(default=0)),
                    ("is_unsupported", models.BooleanField(default=False)),
                    ("is_contested", models.BooleanField(default=False)),
                    ("level", models.PositiveSmallIntegerField(null=True)),
                    ("views_state", models.CharField(default="no_view", max_length=20)),
                    ("views", models.JSONField(default=list, encoder=DjangoJSONEncoder)),
                    ("levels_held", ArrayField(base_field=models.CharField(max_length=90), default=list)),
                    ("moved_by", ArrayField(base_field=models.CharField(max_length=40), default=list)),
                    ("is_moving_away", models.BooleanField(default=False)),
                    (
                        "measure",
                        models.ForeignKey("measures.measure", DO_NOTHING, db_constraint=False, related_name="+"),
                    ),
                    ("replay", models.ForeignKey("measures.replay", CASCADE, related_name="standings")),
                ],
                options={"ordering": ["replay", "measure"]},
            ),
        ),
        *at_once(
            migrations.AddConstraint(
                model_name="replay",
                constraint=models.UniqueConstraint(
                    fields=("report", "audience", "as_of", "known_at"), name="replay_once", nulls_distinct=False
                ),
            ),
            migrations.AddConstraint(
                model_name="replayedstanding",
                constraint=models.UniqueConstraint(fields=("replay", "measure"), name="replayed_standing_once"),
            ),
        ),
    ]
