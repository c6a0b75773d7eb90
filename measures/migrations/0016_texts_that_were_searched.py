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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, verbose_name="key")),
                ("texts", models.CharField(max_length=300, verbose_name="which texts")),
                ("texts_zh_hans", models.CharField(blank=True, max_length=300)),
                ("language", models.CharField(max_length=20, verbose_name="language")),
                ("since", PartialDateField(verbose_name="from when")),
                ("until", PartialDateField(verbose_name="to when")),
                (
                    "until_by",
                    models.GeneratedField(
                        db_persist=True, expression=LastDay("until"), output_field=models.DateField()
                    ),
                ),
                ("throughout", models.BooleanField(default=True, verbose_name="all of that time")),
                ("searched_on", models.DateField(verbose_name="searched on")),
                ("searched_by_name", models.CharField(max_length=200, verbose_name="searched by")),
                ("recorded_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.party",
                        verbose_name="whose texts",
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
                "verbose_name": "searched texts",
                "verbose_name_plural": "searched texts",
                "ordering": ["report", "party", "since", "key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("key",),
                        name="text_search_stands_once_by_key",
                    )
                ],
            },
        ),
    ]
