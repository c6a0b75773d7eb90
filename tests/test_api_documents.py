"""Every list of the API: its order, and its rows, which nobody but the database writes."""

from django.utils.translation import override
from rest_framework.serializers import SerializerMethodField

from measures.lists.records import RecordSerializer
from measures.lists.tables import place_on
from measures.models import TEAM
from tests.factories import TODAY
from tests.lists import LISTS


def kinds_below(kind: type[RecordSerializer]) -> set[type[RecordSerializer]]:
    return {kind}.union(*(kinds_below(each) for each in kind.__subclasses__()))


def test_every_list_has_a_total_order_and_columns() -> None:
    for address, view in LISTS.items():
        assert view.ordering.removeprefix("-") in view.orderings, address
        assert view.serializer_class().columns(place_on(TEAM, TODAY)), address


def test_no_field_of_a_row_is_written_in_two_languages() -> None:
    for kind in kinds_below(RecordSerializer):
        fields = kind._declared_fields
        assert not [name for name, field in fields.items() if isinstance(field, SerializerMethodField)], kind
        assert not [name for name in vars(kind) if name.startswith("get_") and name != "get_fields"], kind


def test_what_the_database_computes_is_a_field() -> None:
    for kind in kinds_below(RecordSerializer):
        if hasattr(kind, "Meta") and not getattr(kind.Meta, "abstract", False):
            computed = {name.removeprefix("sql_") for name in dir(kind) if name.startswith("sql_")}
            # A narrower document leaves some of those out that it inherits.
            of_bases = (getattr(base, "Meta", None) for base in kind.__mro__)
            assert computed <= {name for meta in of_bases for name in getattr(meta, "fields", ())}, kind


def test_what_a_reader_of_the_description_is_told_of_a_row_is_its_own() -> None:
    for kind in kinds_below(RecordSerializer):
        assert "__doc__" in vars(kind) and kind.__doc__, kind


def test_every_column_of_a_file_is_called_something_in_both_languages() -> None:
    for kind in kinds_below(RecordSerializer):
        for name, heading in getattr(getattr(kind, "Meta", None), "columns", {}).items():
            with override("en"):
                english = str(heading)
            with override("zh-hans"):
                assert english[:1].isupper() and str(heading) != english, (kind, name)
