"""The figures of a dashboard as numbers that link to the lists they count."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from measures.publishing.figures import Figure
from measures.views.reading import Reading, query


@dataclass(frozen=True, slots=True)
class LinkedCount:
    """A count, the list that it counts, and its name in the API."""

    count: int
    url: str = ""
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class LinkedCounts:
    """Looks figures up by name; a link keeps the report and the day."""

    figures: Mapping[str, Figure]
    reading: Reading

    def __call__(self, name: str, label: str = "") -> LinkedCount:
        figure = self.figures[name]
        url = reverse(figure.of) + query({**self.reading.kept, **figure.narrowed})
        return LinkedCount(figure.count, url, figure.name, label)

    def of(self, labels: Mapping[str, str]) -> list[LinkedCount]:
        return [self(name, label) for name, label in labels.items()]

    def available(self, labels: Mapping[str, str]) -> list[LinkedCount]:
        """Those for which there is a figure."""
        return self.of({name: label for name, label in labels.items() if name in self.figures})
