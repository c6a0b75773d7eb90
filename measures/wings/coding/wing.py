"""What this wing tells the rest of the tracker."""

from collections.abc import Collection, Mapping

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Report, User
from measures.wing import MenuEntry, Wing
from measures.wings.coding import urls
from measures.wings.coding.demonstration import create_coding
from measures.wings.coding.models import Coding, Settlement
from measures.wings.coding.operations import CODEBOOK, forget_codebooks
from measures.wings.coding.rules import is_coder, is_coder_or_editor


class CodingByTwo(Wing):
    """The same developments coded by two members of the team."""

    pages = urls.pages
    menu = (MenuEntry("codings", _("Codings"), "read_workload", place=10),)
    codebook_links = (MenuEntry("codings", _("Developments coded by two people"), ""),)
    rules = {
        "open_coding": access.is_editor,
        "code_development": is_coder,
        "settle_difference": is_coder_or_editor,
        "revise_coding": access.is_editor,
    }
    redacted_by_text = (Coding, Settlement)

    def forget_texts_of(self, row: Model, columns: Collection[str], *, by: User, reason: str) -> None:
        if isinstance(row, Report):
            forget_codebooks(row, [name for name in columns if name in CODEBOOK], by=by, reason=reason)

    def demonstrate(self, accounts: Mapping[str, User]) -> None:
        create_coding(accounts["editor"], accounts["analyst"])


WING = CodingByTwo()
