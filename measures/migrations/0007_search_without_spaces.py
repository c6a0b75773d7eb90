"""Search takes apart Thai, Lao, Burmese and Khmer as it does Chinese; 0023 lets rows that are there keep theirs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0006_one_party_of_unilateral_measures")]

    operations: list[migrations.operations.base.Operation] = []
