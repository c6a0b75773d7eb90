"""Codes are kept as a table writes them, in any letters and longer than a key could be.

PostgreSQL widens no column that another is computed of: the words for the search are made anew.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

import measures.models.search


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0032_loaded_versions_and_unfinished_acts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrow",
            name="code",
            field=models.CharField(blank=True, max_length=200, verbose_name="code"),
        ),
        migrations.RemoveIndex(model_name="measure", name="measure_search"),
        migrations.RemoveField(model_name="measure", name="search"),
        migrations.AlterField(
            model_name="measure",
            name="code",
            field=models.CharField(max_length=200, verbose_name="code"),
        ),
        migrations.AddField(
            model_name="measure",
            name="search",
            field=measures.models.search.SearchField(
                db_persist=True,
                expression=measures.models.search.WordsOf(
                    "title", "title_zh_hans", "description", "description_zh_hans", "code", "key"
                ),
                output_field=measures.models.search.WordsField(),
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="measure_search", fastupdate=False),
        ),
    ]
