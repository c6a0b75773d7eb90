"""A unilateral measure is addressed to one party, whoever writes it."""

from django.db import migrations

from measures.migrations import run_file


class Migration(migrations.Migration):
    dependencies = [("measures", "0005_imports_outlive_their_report")]

    operations = [run_file("parties.sql", "6aea53cfbc8f")]
