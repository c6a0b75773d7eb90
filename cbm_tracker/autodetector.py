"""What migrations are made of: what differs in the database, without labels, help texts and names of choices."""

from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState

WORDS_OF_FIELDS = ("verbose_name", "help_text", "choices")
WORDS_OF_MODELS = ("verbose_name", "verbose_name_plural")


class WordlessAutodetector(MigrationAutodetector):
    """Sees what differs in the database."""

    def __init__(
        self, from_state: ProjectState, to_state: ProjectState, questioner: MigrationQuestioner | None = None
    ) -> None:
        super().__init__(without_words(from_state), without_words(to_state), questioner)


def without_words(state: ProjectState) -> ProjectState:
    state = state.clone()
    for model in state.models.values():
        model.options = {name: value for name, value in model.options.items() if name not in WORDS_OF_MODELS}
        model.fields = {name: without_words_of_field(field) for name, field in model.fields.items()}
    return state


def without_words_of_field(field: Any) -> Any:
    _name, _path, arguments, options = field.deconstruct()
    return type(field)(*arguments, **{name: value for name, value in options.items() if name not in WORDS_OF_FIELDS})
