"""A search for one thing OR another finds what holds either."""

from django.db import migrations

from measures.migrations import run_file


class Migration(migrations.Migration):
    dependencies = [("measures", "0082_topic_and_aim")]

    operations = [run_file("search.sql", "3035c1c24003")]
