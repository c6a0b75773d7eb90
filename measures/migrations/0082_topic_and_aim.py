"""A report says in few words what it is about, and what its measures are for."""

from django.db import migrations, models

from measures.migrations import at_once, run_file


class Migration(migrations.Migration):
    dependencies = [("measures", "0081_assessments")]

    operations = [
        *at_once(
            *(
                migrations.AddField("report", f"{name}{language}", models.CharField(blank=True, max_length=200))
                for name in ("topic", "aim")
                for language in ("", "_zh_hans")
            )
        ),
        run_file("row_history.sql", "8fd91e99ce99"),
    ]
