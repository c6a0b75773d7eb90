"""A source says that a copy of it was read, and which."""

from django.db import migrations, models

from measures.migrations import at_once
from measures.models.evidence import validate_sha256


class Migration(migrations.Migration):
    dependencies = [("measures", "0075_note_on_statements")]

    operations = at_once(
        migrations.AddField("evidence", "read_as_copy", models.BooleanField(default=False)),
        migrations.AddField(
            "evidence", "copy_sha256", models.CharField(blank=True, max_length=64, validators=[validate_sha256])
        ),
        migrations.AddConstraint(
            "evidence",
            models.CheckConstraint(
                condition=models.Q(copy_sha256="") | models.Q(copy_sha256__regex="^[0-9a-f]{64}$", read_as_copy=True),
                name="evidence_copy_has_a_hash",
            ),
        ),
    )
