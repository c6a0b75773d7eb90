from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("measures", "0069_tables_that_are_gone")]

    operations = [migrations.DeleteModel("BulkAct")]
