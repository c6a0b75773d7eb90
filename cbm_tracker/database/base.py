"""PostgreSQL as Django knows it, but for the second index that it gives each text by which rows are looked up."""

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.models import Field, Model


class SchemaEditor(DatabaseSchemaEditor):
    """Makes tables in which one index of a text answers LIKE too, since texts are compared byte by byte."""

    def _create_like_index_sql(self, model: type[Model], field: "Field[object, object]") -> None:
        return None


class DatabaseWrapper(PostgresWrapper):
    """A connection whose tables are made that way."""

    SchemaEditorClass = SchemaEditor
