from django.db import migrations


class Migration(migrations.Migration):
    """Everybody signs in again, so that each session is in the list from which its owner ends it."""

    dependencies = [
        ("measures", "0036_checkpoints"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]

    operations = [migrations.RunSQL("DELETE FROM django_session", migrations.RunSQL.noop)]
