"""Collects all errors of a draft by field, so that a writer sees all of them at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Self

from django.core.exceptions import ValidationError
from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

# The code of an error whose parameter `key` names the row that is already recorded.
RECORDED = "recorded"


class Faults:
    """Errors by the path of the field: ``narrative``, ``bears_on.0.direction``, ``assessments.1.level``."""

    def __init__(self) -> None:
        self.messages: dict[str, list[str | ValidationError]] = defaultdict(list)

    def add(self, field: str, message: str) -> None:
        self.messages[field].append(message)

    def add_recorded(self, field: str, message: str, key: str) -> None:
        """The error of what is already recorded, with the key of that for programs."""
        self.messages[field].append(ValidationError(message, code=RECORDED, params={"key": key}))

    def add_all(self, prefix: str, error: ValidationError) -> None:
        """Add a model's validation errors, below a prefix."""
        for field, messages in error.message_dict.items():
            self.messages[f"{prefix}{field}" if field != "__all__" else prefix.rstrip(".")].extend(messages)

    def add_unknown(self, field: str, key: str) -> None:
        """The error of an unknown key, and of a hidden one."""
        self.add(field, _("There is nothing with the key “%(key)s” here.") % {"key": key})

    def add_below(self, prefix: str, others: Self) -> None:
        """Add the errors of a part, below a prefix."""
        for field, messages in others.messages.items():
            self.messages[f"{prefix}{field}"].extend(messages)

    def check(
        self, row: Model, names: Collection[str] | None = None, *, but: Collection[str] = (), at: str = ""
    ) -> None:
        """Validate fields of a row, all or these, `but` for some, and add the errors below a prefix."""
        exclude = [
            field.name
            for field in row._meta.fields
            if field.is_relation or field.name in but or (names is not None and field.name not in names)
        ]
        try:
            row.clean_fields(exclude=exclude)
        except ValidationError as error:
            self.add_all(at, error)

    def require(self, field: str, text: str) -> None:
        if not text.strip():
            self.add(field, _("This cannot be empty."))

    def require_choice(self, field: str, value: str, choices: type[TextChoices]) -> None:
        if not value:
            self.require(field, value)
        elif value not in choices.values:
            allowed = ", ".join(choices.values)
            self.add(
                field,
                _("“%(value)s” is not possible here. Use one of: %(allowed)s.") % {"value": value, "allowed": allowed},
            )

    def raise_if_any(self) -> None:
        if self.messages:
            raise ValidationError(dict(self.messages))


@contextmanager
def faults() -> Iterator[Faults]:
    """Collect errors in a block, and raise them together at its end."""
    found = Faults()
    yield found
    found.raise_if_any()
