"""A link may rest on an agreement, as well as on the report or on our reading."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0005_one_review_at_a_time")]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="basis",
            field=models.CharField(
                choices=[("report", "The report"), ("agreement", "An agreement"), ("ours", "Our reading")],
                max_length=20,
                verbose_name="who says so",
            ),
        ),
    ]
