"""Full-text search: the words of a row, in English, Chinese and other languages, in a stored column that is indexed.

What is a word is said once, in SQL: `search_vector` takes apart what is kept, `search_query` what is looked for.
"""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, GeneratedField, Lookup


def as_query(typed: str) -> str:
    """What was typed, without the character that no text of PostgreSQL holds: it separates words, as a space does."""
    return typed.replace("\0", " ")


class WordsField(SearchVectorField):  # type: ignore[type-arg]
    """Words that are searched by ``__holds`` and never loaded."""

    def select_format(self, compiler: object, sql: str, params: Any) -> tuple[str, Any]:
        return "NULL", []


class WordsOf(Func):
    """In SQL, the words of the texts of a row: immutable, so it can be a generated column."""

    function = "search_vector"
    output_field = WordsField()


class SearchField(GeneratedField):
    """The words of some of a row's own texts."""

    db_returning = False  # type: ignore[assignment]

    def __init__(self, *fields: str, **kwargs: Any) -> None:
        settings = {"expression": WordsOf(*fields), "output_field": WordsField(), "db_persist": True}
        super().__init__(**{**settings, **kwargs})

    @property
    def texts(self) -> list[str]:
        """The names of the columns whose words these are."""
        expression: WordsOf = self.expression  # type: ignore[attr-defined]
        return [text.name for text in expression.get_source_expressions()]


@WordsField.register_lookup
class Holds(Lookup):
    """Rows with all the words, quoted phrases and pieces of Chinese that are searched for, or of one alternative.

    Any text is a query; an `OR` between words divides it.
    """

    lookup_name = "holds"

    def get_prep_lookup(self) -> str:
        return as_query(str(self.rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        vector, params = self.process_lhs(compiler, connection)
        words, more = self.process_rhs(compiler, connection)
        return f"{vector} @@ search_query({words})", (*params, *more)
