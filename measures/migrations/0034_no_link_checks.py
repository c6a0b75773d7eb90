"""What is at the addresses of sources is compared with their copies, which says more than whether they answer."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0033_captures")]

    operations = [migrations.DeleteModel("LinkCheck")]
