"""A unilateral measure is addressed to one party, whoever writes it: the guards are made by 0057."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0005_imports_outlive_their_report")]

    operations = []
