"""Each index is there for something that no other answers."""

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db

# Whole columns, without a condition, in the order and with the operators of the index; the rest of its entries is not
# part of its key.
INDEXES = """
SELECT
    table_.relname, name.relname, indisunique, indnkeyatts, indnatts,
    indkey::int[], indoption::int[], indclass::oid[]::text[]
FROM pg_index
    JOIN pg_class AS table_ ON table_.oid = indrelid
    JOIN pg_class AS name ON name.oid = indexrelid
    JOIN pg_am ON pg_am.oid = name.relam AND amname = 'btree'
WHERE indpred IS NULL AND indexprs IS NULL AND table_.relname = ANY (%s)
"""
# Mails of another kind have the same column, and no other index of it.
SHARED = "measures_digest_recipient_id"


def test_no_text_has_a_second_index_for_what_words_begin_with() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%pattern_ops%'")
        assert cursor.fetchall() == []


def test_the_one_index_of_a_text_answers_what_a_word_begins_with() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM measures_measure WHERE key LIKE 'zhao-2020-C%'")
        plan = " ".join(line for (line,) in cursor.fetchall())

    assert "measures_measure_key" in plan
    assert "key >= 'zhao-2020-C'" in plan.replace("(", "").replace(")", "").replace("::text", "")


def test_no_index_is_the_beginning_of_another() -> None:
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [[model._meta.db_table for model in apps.get_app_config("measures").get_models()]])
        found = cursor.fetchall()

    assert len(found) > 100
    needless = []
    for table, name, is_unique, width, stored, *key in found:
        if is_unique or width != stored or name.startswith(SHARED):
            continue
        for other_table, other, _, _, _, *other_key in found:
            if (other_table, [each[:width] for each in other_key]) == (table, key) and other != name:
                needless.append(f"{table}: {name} beside {other}")
    assert needless == []
