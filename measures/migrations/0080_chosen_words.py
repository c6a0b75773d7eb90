"""An editor may choose which statement answers an ambiguity; some ambiguities are what worries a side."""

from django.db import migrations, models
from django.db.models import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [("measures", "0079_little_in_common")]

    operations = [
        migrations.AddField("ambiguity", "is_worry", models.BooleanField(default=False)),
        migrations.CreateModel(
            "ChosenWords",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("role", models.CharField(max_length=10)),
                ("statement_key", models.CharField(max_length=100)),
                ("why", models.TextField()),
                ("why_zh_hans", models.TextField(blank=True)),
                (
                    "ambiguity",
                    models.ForeignKey("measures.ambiguity", CASCADE, db_index=False, related_name="chosen_words"),
                ),
                ("bearer", models.ForeignKey("measures.party", PROTECT, db_index=False, related_name="+")),
            ],
            options={
                "ordering": ["ambiguity", "bearer", "role"],
                "constraints": [
                    models.UniqueConstraint(fields=["ambiguity", "bearer", "role"], name="chosen_words_once_per_cell")
                ],
            },
        ),
    ]
