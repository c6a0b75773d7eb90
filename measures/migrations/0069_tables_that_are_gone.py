"""Secret addresses of tables that there are no more are revoked."""

from django.db import migrations

REVOKED = r"""
UPDATE measures_secreturl SET revoked_at = statement_timestamp()
WHERE revoked_at IS NULL AND kind = 'table'
    AND filters ~ '(^|&)list=(bearings|judgements|mentions|statuses|views)(&|$)'
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0068_fewer_indexes")]

    operations = [migrations.RunSQL(REVOKED, migrations.RunSQL.noop)]
