"""Whether somebody agreed to be named outside the team; whoever takes it back is taken out of what mirrors hold, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0061_sealed_redactions")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_named_in_public",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
