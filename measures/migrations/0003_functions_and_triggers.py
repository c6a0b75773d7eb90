"""Functions and triggers, each in its present form.

Where one changes, a later migration runs its file anew and it is taken out of this list: a new database runs each file
once, when the tables are as the file needs them. Only `markings.sql` runs twice, since functions of others call its own.
"""

from django.db import migrations

from measures.migrations import run_file


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_changed_tables")]

    operations = [run_file("markings.sql", "e526196ef8e1")]
