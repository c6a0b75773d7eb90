"""The report is kept with each party to which a measure is addressed."""

from django.db import migrations, models

from measures.migrations import run_file

# Neither history nor traces: nothing has changed for readers.
FILL_IN = """
ALTER TABLE measures_measure_parties DISABLE TRIGGER USER;
UPDATE measures_measure_parties AS addressee SET report_id = measure.report_id
    FROM measures_measure AS measure WHERE measure.id = addressee.measure_id;
ALTER TABLE measures_measure_parties ENABLE TRIGGER USER;
SET CONSTRAINTS ALL IMMEDIATE;
"""


# The name that Django gave it.
RENAME = """
ALTER TABLE measures_measure_parties
    RENAME CONSTRAINT measures_measure_parties_measure_id_party_id_366de96f_uniq TO addressed_once;
"""


def measure(**options: object) -> models.ForeignKey:
    return models.ForeignKey("measures.measure", models.CASCADE, related_name="+", **options)


def party(**options: object) -> models.ForeignKey:
    return models.ForeignKey("measures.party", models.CASCADE, related_name="+", **options)


def report(**options: object) -> models.ForeignKey:
    return models.ForeignKey(
        "measures.report", models.PROTECT, related_name="+", editable=False, db_index=False, **options
    )


class Migration(migrations.Migration):
    dependencies = [("measures", "0056_indexes_to_count_by")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Addressee",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                        ("measure", measure()),
                        ("party", party()),
                    ],
                    options={"db_table": "measures_measure_parties", "ordering": ["measure", "party"]},
                ),
                migrations.AddConstraint(
                    "addressee", models.UniqueConstraint(fields=["measure", "party"], name="addressed_once")
                ),
                migrations.AlterField(
                    "measure",
                    "parties",
                    models.ManyToManyField("measures.party", related_name="measures", through="measures.Addressee"),
                ),
            ],
            database_operations=[migrations.RunSQL(RENAME)],
        ),
        migrations.AddField("addressee", "report", report(null=True)),
        migrations.RunSQL(FILL_IN),
        migrations.AlterField("addressee", "report", report()),
        # The constraint and the index find rows by their measure, and by their party.
        migrations.AlterField("addressee", "measure", measure(db_index=False)),
        migrations.AlterField("addressee", "party", party(db_index=False)),
        migrations.AddIndex("addressee", models.Index(fields=["party", "report"], name="addressee_of_report")),
        run_file("parties.sql", "512944552eab"),
    ]
