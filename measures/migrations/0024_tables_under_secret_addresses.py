"""Secret addresses show tables, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0023_words_of_long_texts")]

    operations = [
        migrations.AlterField(
            model_name="secreturl",
            name="kind",
            field=models.CharField(
                choices=[
                    ("calendar", "Calendar of target dates and milestones"),
                    ("feed", "Feed of the journal"),
                    ("table", "Table of a list"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
