"""With each candidate is kept whether it has little in common with its report; what came in before has not been asked."""

from django.db import migrations, models

from measures.migrations import run_file


class Migration(migrations.Migration):
    dependencies = [("measures", "0078_unopened_sources")]

    operations = [
        migrations.AddField(
            "candidate",
            "has_little_in_common",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        run_file("ranking.sql", "b8dcab7c2215"),
    ]
