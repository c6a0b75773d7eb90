"""An assessment of ours says on what it rests and what would change it; none that is there does."""

from django.db import migrations, models

from measures.migrations import at_once

COLUMNS = [
    "confidence_basis", "confidence_basis_zh_hans", "assumptions", "assumptions_zh_hans", "other_reading", "other_reading_zh_hans",
    "what_would_change", "what_would_change_zh_hans", "why_changed", "why_changed_zh_hans",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("measures", "0047_dialogue_sessions")]

    operations = [
        *at_once(
            *(migrations.AddField("view", name, models.TextField(blank=True)) for name in COLUMNS),
            migrations.AddConstraint(
                model_name="view",
                constraint=models.CheckConstraint(
                    condition=models.Q(whose=None) | models.Q(**dict.fromkeys(COLUMNS, "")),
                    name="view_card_is_independent",
                ),
            ),
        ),
    ]
