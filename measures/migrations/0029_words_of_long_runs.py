"""A long run of Chinese is taken apart in a time that grows as it does, not as its square; its words stay the same."""

from django.db import migrations

from measures.migrations import run_file


class Migration(migrations.Migration):
    dependencies = [("measures", "0028_briefs_by_mail")]

    operations = [run_file("search.sql", "b0e55bd72ac5")]
