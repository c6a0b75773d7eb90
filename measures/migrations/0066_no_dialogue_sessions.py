"""Dialogue sessions go, with circles, agendas, notes and the chains that sealed them, agreed words and follow-ups."""

from django.db import migrations, models
from django.db.models import Q

from measures.migrations import at_once

# A chain of a circle leaves with its notes. No table is altered while a check of its rows is pending.
DELETE_CHAINS = """
DELETE FROM measures_chain WHERE kind = 'session';
SET CONSTRAINTS ALL IMMEDIATE;
"""
DROP_FUNCTIONS = """
DROP FUNCTION IF EXISTS guard_session(), guard_agenda_item(), guard_note(), guard_note_line(), is_note_redacted(bigint),
    redact_note(bigint, bigint, text), rule_strictness(text);
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0065_standings_without_comparisons")]

    operations = [
        *at_once(
            migrations.DeleteModel("NoteSeal"),
            migrations.DeleteModel("NoteLine"),
            migrations.DeleteModel("SessionNote"),
            migrations.DeleteModel("AgreedWords"),
            migrations.RemoveField("followup", "item"),
            migrations.DeleteModel("AgendaItem"),
            migrations.DeleteModel("FollowUp"),
            migrations.DeleteModel("DialogueSession"),
            migrations.DeleteModel("CircleMember"),
        ),
        migrations.RunSQL(DELETE_CHAINS, migrations.RunSQL.noop),
        migrations.RemoveConstraint("chain", "chain_once_per_marking"),
        migrations.RemoveConstraint("chain", "chain_of_what_its_kind_says"),
        migrations.RemoveField("chain", "circle"),
        *at_once(
            migrations.AddConstraint(
                "chain",
                models.UniqueConstraint(
                    fields=["kind", "report", "marking"], name="chain_once_per_marking", nulls_distinct=False
                ),
            ),
            migrations.AddConstraint(
                "chain",
                models.CheckConstraint(
                    condition=Q(kind="journal", report__isnull=False)
                    | Q(kind="sources", report=None)
                    | Q(kind="redactions", report=None, marking="internal"),
                    name="chain_of_what_its_kind_says",
                ),
            ),
        ),
        migrations.DeleteModel("Circle"),
        migrations.RunSQL(DROP_FUNCTIONS, migrations.RunSQL.noop),
    ]
