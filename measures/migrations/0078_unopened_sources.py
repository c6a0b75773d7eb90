"""A source has no address for its readers until a person has opened it there."""

from django.db import migrations, models

from measures.migrations import at_once


class Migration(migrations.Migration):
    dependencies = [("measures", "0077_second_codings")]

    operations = [
        *at_once(
            migrations.AddField("evidence", "unopened", models.BooleanField(default=False)),
            migrations.AddField("evidence", "address_withheld", models.BooleanField(default=False)),
            migrations.AddConstraint(
                "evidence",
                models.CheckConstraint(
                    condition=models.Q(address_withheld=False) | models.Q(read_as_copy=True, url=""),
                    name="evidence_withheld_address_is_not_kept",
                ),
            ),
        ),
    ]
