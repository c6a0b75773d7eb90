"""Who runs this tracker."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0031_feeds_of_libraries")]

    operations = [
        migrations.CreateModel(
            "Operator",
            [
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False),
                ),
                ("institution", models.CharField(blank=True, max_length=300)),
                ("institution_zh_hans", models.CharField(blank=True, max_length=300)),
                ("country", models.CharField(blank=True, max_length=200)),
                ("country_zh_hans", models.CharField(blank=True, max_length=200)),
                ("administrators", models.TextField(blank=True)),
                ("administrators_zh_hans", models.TextField(blank=True)),
                ("funding", models.TextField(blank=True)),
                ("funding_zh_hans", models.TextField(blank=True)),
                ("objections", models.TextField(blank=True)),
                ("objections_zh_hans", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.CheckConstraint(condition=models.Q(pk=1), name="operator_is_one")],
            },
        ),
    ]
