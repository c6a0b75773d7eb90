"""Secret addresses show tables, too: a kind more, of which the database knows nothing."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0023_words_of_long_texts")]

    operations = []
