"""What the forms share that become one entry: faults of the operation stand at their fields."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from measures.forms.fields import RecordForm
from measures.operations.drafts import EntryDraft


@dataclass(slots=True)
class WholeForm(ABC):
    """A form of many parts; `overall` are the faults that stand at no field: an anchor, a label and the message."""

    overall: list[tuple[str, str, str]] = field(default_factory=list, kw_only=True)

    @abstractmethod
    def is_valid(self) -> bool:
        """Whether each part of it is."""

    @abstractmethod
    def draft(self, *, on: date) -> EntryDraft:
        """The draft of the checked form; `on` is the writer's today."""

    @abstractmethod
    def place(self, path: str, message: str) -> None:
        """Show a fault of the operation at its field."""

    def show_errors(self, error: ValidationError) -> None:
        """Show the operation's errors at their fields: its paths count the filled rows."""
        for path, messages in error.message_dict.items():
            for message in messages:
                self.place(path, message)

    def add(self, form: RecordForm, field_name: str, message: str, *, anchor: str) -> None:
        if field_name in form.fields:
            form.add_error(field_name, message)
        else:
            self.overall.append((anchor, "", message))
