"""What was searched for a report: texts of each side, from when to which day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from measures.models.partial_dates import LastDay, PartialDateField


class Migration(migrations.Migration):
    dependencies = [("measures", "0015_objections_received")]

    operations = [
        migrations.CreateModel(
            name="TextSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=100)),
                ("texts", models.CharField(max_length=300)),
                ("texts_zh_hans", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(max_length=20)),
                ("since", PartialDateField()),
                ("until", PartialDateField()),
                (
                    "until_by",
                    models.GeneratedField(
                        db_persist=True, expression=LastDay("until"), output_field=models.DateField()
                    ),
                ),
                ("throughout", models.BooleanField(default=True)),
                ("searched_on", models.DateField()),
                ("searched_by_name", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.party"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="searches", to="measures.report"
                    ),
                ),
                (
                    "searched_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["report", "party", "since", "key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("key",),
                        name="text_search_stands_once_by_key",
                    )
                ],
            },
        )
    ]
