"""A copy of lists that one reader keeps by asking for what has changed."""

from typing import Any

from rest_framework.test import APIClient

from tests.factories import get

LISTS = ("measures/", "entries/", "evidence/", "ambiguities/", "milestones/")


class Copy:
    """The rows of a list as a reader last got them, and the moment from which he asks next."""

    def __init__(self, address: str, client: APIClient, *, page_size: int = 100, **filters: str) -> None:
        self.address, self.client, self.filters = address, client, {**filters, "page_size": page_size}
        self.rows: dict[str, Any] = {}
        self.moment = "beginning"
        self.news: list[str] = []
        self.removed: list[str] = []

    def follow(self) -> "Copy":
        """Fetch what has changed since the last time, page by page: drop what is gone, then take what is there."""
        page = get(self.address, self.client, **self.filters, changed_since=self.moment)
        moment, self.removed, self.news = page["changed_since"], page["removed"], []
        for key in self.removed:
            self.rows.pop(key, None)
        while True:
            assert page["changed_since"] == moment
            self.rows |= {row["key"]: row for row in page["results"]}
            self.news += [row["key"] for row in page["results"]]
            if page["next"] is None:
                break
            page = self.client.get(page["next"]).json()
        self.moment = moment
        return self

    def fetched_anew(self) -> dict[str, Any]:
        return Copy(self.address, self.client, **self.filters).follow().rows
