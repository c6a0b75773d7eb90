"""Everybody has a name; who had none keeps the words that were shown, and sealed, in its place."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0024_imports_by_workers"),
    ]

    operations = [
        migrations.RunSQL(
            r"UPDATE measures_user SET name = 'user ' || id WHERE name !~ '\S'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="user_has_a_name",
                violation_error_message="Say what this person is called: the journal names who wrote it.",
            ),
        ),
    ]
