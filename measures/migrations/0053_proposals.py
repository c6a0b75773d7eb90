"""In a report that asks for it, an assessment of ours waits until a second member of the team agrees."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, F, Q
from django.db.models.functions import Now

from measures.migrations import at_once

SENT_BACK_WITH_WORDS = models.CheckConstraint(
    condition=Q(sent_back_by=None, words="") | (Q(sent_back_by__isnull=False) & ~Q(words="")),
    name="proposal_sent_back_with_words",
)
SENT_BACK_BY_ANOTHER = models.CheckConstraint(
    condition=~Q(sent_back_by=F("proposed_by")), name="proposal_sent_back_by_another"
)


class Migration(migrations.Migration):
    dependencies = [("measures", "0052_dissents")]

    operations = [
        *at_once(
            migrations.AddField("report", "needs_agreement", models.BooleanField(default=False)),
            migrations.CreateModel(
                name="SecondAgreement",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("name_salt", models.BinaryField()),
                    ("name_commitment", models.BinaryField()),
                    ("agreed_by_name", models.CharField(max_length=200)),
                    ("agreed_by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                    ("entry", models.OneToOneField("measures.entry", PROTECT, related_name="agreement")),
                ],
                options={"ordering": ["entry"]},
            ),
            migrations.CreateModel(
                name="Proposal",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                    ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ("key", models.CharField(editable=False, max_length=100, unique=True)),
                    ("body", models.JSONField(editable=False)),
                    ("proposed_at", models.DateTimeField(db_default=Now(), editable=False)),
                    ("words", models.TextField(blank=True)),
                    (
                        "corrects",
                        models.ForeignKey(
                            "measures.entry", PROTECT, editable=False, null=True, related_name="proposals"
                        ),
                    ),
                    (
                        "proposed_by",
                        models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, editable=False, related_name="+"),
                    ),
                    ("report", models.ForeignKey("measures.report", PROTECT, related_name="proposals")),
                    (
                        "sent_back_by",
                        models.ForeignKey(
                            settings.AUTH_USER_MODEL, PROTECT, editable=False, null=True, related_name="+"
                        ),
                    ),
                ],
                options={
                    "ordering": ["proposed_at", "key"],
                    "constraints": [SENT_BACK_WITH_WORDS, SENT_BACK_BY_ANOTHER],
                },
            ),
        ),
    ]
