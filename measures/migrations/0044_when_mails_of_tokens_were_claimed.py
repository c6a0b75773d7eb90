from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """When the mail that reminds of a token was claimed, which is its date."""

    dependencies = [("measures", "0043_tokens_for_less")]

    operations = [
        migrations.AddField("tokenmail", "claimed_at", models.DateTimeField(db_default=Now(), editable=False)),
    ]
