"""A record may have its directions as somebody coded them a second time, without seeing them."""

from django.db import migrations, models
from django.db.models import CASCADE


class Migration(migrations.Migration):
    dependencies = [("measures", "0076_copies_that_were_read")]

    operations = [
        migrations.CreateModel(
            "SecondCoding",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("loaded_version", models.PositiveIntegerField(default=1, editable=False)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("report", models.ForeignKey("measures.report", CASCADE, related_name="second_codings")),
                ("key", models.CharField(max_length=100, unique=True)),
                ("coded_on", models.DateField()),
                ("coder", models.CharField(max_length=300)),
                ("coder_zh_hans", models.CharField(blank=True, max_length=300)),
                ("compared_with", models.CharField(max_length=300)),
                ("compared_with_zh_hans", models.CharField(blank=True, max_length=300)),
                ("sample", models.TextField()),
                ("sample_zh_hans", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("note_zh_hans", models.TextField(blank=True)),
                ("codes", models.JSONField(default=list)),
            ],
            options={"ordering": ["-coded_on", "key"]},
        ),
    ]
