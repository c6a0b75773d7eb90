"""What this wing tells the rest of the tracker."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Audience, Party, Report, User
from measures.operations.catalogue import LoadTally
from measures.views.reading import Reading
from measures.wing import MenuEntry, MethodSection, Wing
from measures.wings.coding import urls
from measures.wings.coding.demonstration import create_coding
from measures.wings.coding.library import second_coding_rows, second_codings_to_write
from measures.wings.coding.models import Coding, SecondCoding, Settlement
from measures.wings.coding.operations import CODEBOOK, LOADED, forget_codebooks, load_second_codings
from measures.wings.coding.pages import second_coding_section
from measures.wings.coding.rules import is_coder, is_coder_or_editor


class CodingByTwo(Wing):
    """The same developments coded by two members of the team."""

    pages = urls.pages
    menu = (MenuEntry("codings", _("Codings"), "read_workload", place=90),)
    codebook_links = (MenuEntry("codings", _("Developments coded by two people")),)
    rules = {
        "open_coding": access.is_editor,
        "code_development": is_coder,
        "settle_difference": is_coder_or_editor,
        "revise_coding": access.is_editor,
    }
    loaded = {SecondCoding: LOADED}
    redacted_by_text = (Coding, Settlement, SecondCoding)

    def load(self, report: Report, content: dict[str, Any], *, at: datetime) -> Mapping[str, LoadTally]:
        # A catalogue and its record may be two files: the one without the section says nothing of it.
        if "second_coding" not in content:
            return {}
        return {"second codings": load_second_codings(report, second_coding_rows(report, content), at=at)}

    def method_section(self, reading: Reading) -> MethodSection | None:
        return second_coding_section(reading)

    def section_of_library(self, report: Report, audience: Audience) -> tuple[dict[str, list[Any]], set[Party]]:
        return {"second_coding": second_codings_to_write(report, audience)}, set()

    def forget_texts_of(self, row: Model, columns: Collection[str], *, by: User, reason: str) -> None:
        if isinstance(row, Report):
            forget_codebooks(row, [name for name in columns if name in CODEBOOK], by=by, reason=reason)

    def demonstrate(self, accounts: Mapping[str, User]) -> None:
        create_coding(accounts["editor"], accounts["analyst"])


WING = CodingByTwo()
