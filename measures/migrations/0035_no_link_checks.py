"""What is at the addresses of sources is compared with their copies, which says more than whether they answer."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0034_words_of_ranking")]

    operations = [migrations.DeleteModel("LinkCheck")]
