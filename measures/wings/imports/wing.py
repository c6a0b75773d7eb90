"""What this wing tells the rest of the tracker."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.models import Evidence, Report, StoredFile, User
from measures.wing import Gauge, MenuEntry, RetentionPeriod, Wing
from measures.wings.imports import urls
from measures.wings.imports.forgetting import blank_imports, forget_in_imports, forget_publisher, imports_of_files
from measures.wings.imports.gauges import imports_gauge
from measures.wings.imports.models import Import
from measures.wings.imports.operations import PREVIEWS_KEPT
from measures.wings.imports.tasks import wake_for_imports


class Imports(Wing):
    """Tables of measures, read and written."""

    pages = urls.pages
    menu = (
        MenuEntry("imports", _("Import a table"), "read_imports", 80, words=_("spreadsheet, Excel, XLSX, CSV, upload")),
    )
    rules = {"import_table": lambda reader, _: access.is_editor(reader), "read_imports": access.is_editor}
    of_the_whole_tracker = frozenset({"import_table"})
    with_files = (Import,)
    retention_periods = (
        RetentionPeriod(_("Previews of tables for a new report that were never written"), PREVIEWS_KEPT),
    )

    def wake(self, *, at: datetime) -> None:
        wake_for_imports(at=at)

    def forget_texts_of(self, row: Model, columns: Collection[str], *, by: User, reason: str) -> None:
        if isinstance(row, Report) and "title" in columns:
            forget_publisher(row, by=by, reason=reason)

    def forget_words(self, texts: Collection[str]) -> None:
        forget_in_imports(texts)

    def forget_files(self, files: Collection[StoredFile], *, source: Evidence | None, at: datetime) -> None:
        blank_imports(imports_of_files(files, source), at=at)

    def gauges(self) -> Iterator[Gauge]:
        yield imports_gauge()


WING = Imports()
