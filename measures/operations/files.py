"""Storing the files of sources: judged first, stored once, checked on every read."""

import hashlib
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection, transaction
from django.db.models import F, Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.analysis.file_types import ENDINGS, UnfitFileError, media_type_of, table_type_of
from measures.analysis.files import chunks_of, copy_if_sound, file_state, stray_files
from measures.analysis.stored_texts import words_of_file
from measures.errors import FileChangedError, FileMissingError
from measures.models import Audience, Capture, Evidence, FileCheck, FileState, StoredFile
from measures.operations.clock import clock
from measures.operations.drafts import EntryDraft, FileDraft
from measures.operations.faults import Faults
from measures.operations.locks import lock_bytes, lock_files
from measures.operations.transactions import in_one_transaction
from measures.storages import IN_USE, file_storage
from measures.wing import from_wings

logger = logging.getLogger(__name__)

MEGABYTE = 1_000_000
LONGEST_NAME = 255
UNFIT = gettext_lazy(
    "This kind of file is not accepted. Use PDF, images (PNG, JPEG, GIF, WebP), office documents without "
    "macros, emails, plain text or web pages (HTML). The content of the file counts, not its name."
)
UNFIT_TABLE = gettext_lazy("This workbook cannot be read: save it again as XLSX without macros.")
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# The words of stored files by their hash; of one that is no text, None.
type KeptWords = Mapping[str, str | None]
NO_WORDS: KeptWords = {}
SWEPT_AGAIN_AFTER = timedelta(hours=20)
# Longer than any act that writes bytes first and their row afterwards.
STRAY_AFTER = timedelta(hours=1)


@dataclass(slots=True)
class NewFiles:
    """The files of new sources: their bytes are stored by now, their rows are kept if nothing else is wrong."""

    stored: dict[str, tuple[StoredFile, IO[bytes]]] = field(default_factory=dict)

    def add(self, draft: FileDraft, found: Faults, at: str) -> StoredFile | None:
        """The unsaved row of a file; none if it is refused, which adds the error."""
        file, faults = draft.stored, draft.faults
        if not (file or faults):
            file, faults = examined(draft.content)
        if file is None:
            found.messages[at].extend(faults)
            return None
        lock_files()
        if draft.stored:
            self.stored[file.sha256] = file, draft.content
        return file

    def keep(self) -> None:
        for file, content in self.stored.values():
            keep_file(file, content)


def stored(draft: FileDraft) -> FileDraft:
    """The draft of a file whose bytes are in the storage, before the act that is to name them locks anything."""
    if draft.is_trial or draft.stored or draft.faults:
        return draft
    file, faults = examined(draft.content)
    if file:
        store_bytes(file, draft.content)
    return replace(draft, stored=file, faults=faults)


def examined(content: IO[bytes]) -> tuple[StoredFile | None, Sequence[str]]:
    """The unsaved row of a file, or why it is refused."""
    try:
        return examine(content), ()
    except ValidationError as error:
        return None, error.messages


def examine_table(stream: IO[bytes]) -> StoredFile:
    """Judge a table to be imported; returns its unsaved row."""
    return examine(stream, limit=settings.CBM_TABLE_LIMIT_MB, kind_of=table_type_of, unfit=UNFIT_TABLE)


@contextmanager
def on_disk(stream: IO[bytes]) -> Iterator[Path]:
    """A path to the bytes of a stream, for libraries that open a file themselves."""
    if isinstance(stream, TemporaryUploadedFile):
        yield Path(stream.temporary_file_path())
        return
    with NamedTemporaryFile() as copy:
        stream.seek(0)
        copyfileobj(stream, copy)
        copy.flush()
        yield Path(copy.name)


def examine(
    stream: IO[bytes],
    *,
    limit: int | None = None,
    kind_of: Callable[[IO[bytes]], str] = media_type_of,
    unfit: Promise = UNFIT,
) -> StoredFile:
    """Read a stream up to the limit in megabytes and judge it; returns its unsaved row."""
    limit = limit or settings.CBM_FILE_LIMIT_MB
    hashed, size = hashlib.sha256(), 0
    stream.seek(0)
    for chunk in chunks_of(stream):
        size += len(chunk)
        if size > limit * MEGABYTE:
            raise ValidationError(_("This file is larger than %(limit)d MB.") % {"limit": limit})
        hashed.update(chunk)
    if not size:
        raise ValidationError(_("This file is empty."))
    try:
        media_type = kind_of(stream)
    except UnfitFileError as error:
        raise ValidationError(str(unfit)) from error
    return StoredFile(sha256=hashed.hexdigest(), size=size, media_type=media_type)


@in_one_transaction
def store_bytes(file: StoredFile, content: IO[bytes]) -> None:
    """Store the bytes of a file that a row is to name; anew if none names them yet, so that they are no old stray."""
    lock_bytes(file.path)
    if StoredFile.objects.filter(pk=file.pk).exists():
        write_bytes(file, content)
    else:
        replace_bytes(file, content)


def keep_file(file: StoredFile, content: IO[bytes]) -> StoredFile:
    """The row of a file whose bytes are stored, as a late step of an act: until its end nobody else can name a file."""
    lock_files()
    # The bytes may have gone since they were stored, with the row of the same file that was redacted elsewhere.
    transaction.on_commit(lambda: bring_back_bytes(file, content), robust=True)
    values = {"size": file.size, "media_type": file.media_type, "stored_at": clock()}
    return StoredFile.objects.get_or_create(pk=file.pk, defaults=values)[0]


@in_one_transaction
def bring_back_bytes(file: StoredFile, content: IO[bytes]) -> None:
    """Store bytes that are gone; from now on a row names them, so nobody removes them again."""
    lock_bytes(file.path)
    if not file_storage().exists(file.path):
        replace_bytes(file, content)


def write_bytes(file: StoredFile, content: IO[bytes], place: str = IN_USE) -> bool:
    """Store the bytes of a file unless they are there; returns whether they were lost, changed or new."""
    if file_state(file, place) == FileState.SOUND:
        return False
    replace_bytes(file, content, place)
    return True


def replace_bytes(file: StoredFile, content: IO[bytes], place: str = IN_USE) -> None:
    storage = file_storage(place)
    storage.delete(file.path)
    content.seek(0)
    try:
        storage.save(file.path, File(content))
    except OSError:
        # If there is no room for all bytes, those that were written belong to no row.
        storage.delete(file.path)
        raise


def safe_file_name(name: str) -> str:
    """A safe file name: the last part, without characters that are not letters or that reverse the text."""
    last = NOT_IN_A_NAME.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    ending = PurePosixPath(last).suffix[:20]
    return last if len(last) <= LONGEST_NAME else last[: LONGEST_NAME - len(ending)] + ending


def name_to_send(name: str, file: StoredFile) -> str:
    """The download name of a file, with an extension that fits its type."""
    endings = ENDINGS.get(file.media_type, (".bin",))
    name = safe_file_name(name) or "file"
    return name if name.lower().endswith(endings) else f"{name}{endings[0]}"


def open_file(file: StoredFile) -> IO[bytes]:
    """The bytes of a file, checked completely first; a fault is logged, noted and refused."""
    state, content = copy_if_sound(file)
    if content is not None:
        return content
    note_file_state(file, state, at=clock())
    raise FileMissingError if state == FileState.MISSING else FileChangedError


def words_of_texts(draft: EntryDraft, audience: Audience) -> KeptWords:
    """The words of the stored texts that a comparison cites, read before anything is locked."""
    texts = [text.source for text in draft.readouts.texts] if draft.readouts else []
    keys = [source for source in texts if isinstance(source, str)]
    cited = Evidence.objects.marked_for(audience).filter(Q(key__in=keys) | Q(url__in=draft.usable_addresses))
    kept = cited.exclude(file=None).select_related("file") if texts else ()
    return {source.file.pk: words_of_source_file(source) for source in kept if source.file}


def words_of_source_file(evidence: Evidence) -> str | None:
    """The words of the file that is kept of a source, if it has one that is text."""
    if evidence.file is None:
        return None
    with open_file(evidence.file) as stream:
        return words_of_file(stream.read(), evidence.file.media_type)


@contextmanager
def file_on_disk(file: StoredFile) -> Iterator[Path]:
    """A path to the bytes of a file, for libraries that open it themselves; checked like any other read."""
    with open_file(file) as content:
        content.flush()
        # A file without a name is gone with its process, also if that is killed; Linux has a path to it all the same.
        unnamed = Path(f"/proc/{os.getpid()}/fd/{content.fileno()}")
        with nullcontext(unnamed) if unnamed.exists() else on_disk(content) as path:
            yield path


def note_file_state(file: StoredFile, state: FileState, *, at: datetime) -> None:
    """Note the result of reading a file; a fault is logged as an error each time."""
    if state != FileState.SOUND:
        logger.error("The stored file %s is %s.", file.pk, state.value)
    check, is_new = FileCheck.objects.get_or_create(file=file, defaults={"state": state, "since": at, "checked_at": at})
    if not is_new:
        since = at if check.state != state else check.since
        FileCheck.objects.filter(pk=check.pk).update(state=state, since=since, checked_at=at)


def check_files(*, at: datetime) -> Iterator[FileState]:
    """Check every file that was not read lately, one by one, the longest unread first."""
    due = StoredFile.objects.filter(
        Q(last_check=None) | Q(last_check__checked_at__lte=at - SWEPT_AGAIN_AFTER)
    ).order_by(F("last_check__checked_at").asc(nulls_first=True), "pk")
    for file in due.iterator(chunk_size=100):
        state = file_state(file)
        note_file_state(file, state, at=clock())
        yield state


def forget_file(file: StoredFile) -> None:
    """Delete a file unless a source, a copy or an import uses it; its bytes go after the commit, or with the strays."""
    lock_files()
    models: tuple[type[Model], ...] = (Evidence, Capture, *from_wings(lambda wing: wing.with_files))
    if any(model._default_manager.filter(file=file).exists() for model in models):
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_file(%s)", [file.pk])
    transaction.on_commit(lambda: remove_bytes(file.path), robust=True)


def remove_strays(*, at: datetime) -> list[str]:
    """Remove and log bytes that no row names, except those that a running act may have written."""
    before = at - STRAY_AFTER
    removed = [path for path in stray_files(before=before) if remove_bytes(path, before=before)]
    for path in removed:
        logger.warning("Removed stray bytes that no source names: %s.", path)
    return removed


@in_one_transaction
def remove_bytes(path: str, *, before: datetime | None = None) -> bool:
    """Remove bytes that no row names, or only those stored before a moment: others may be about to be named."""
    lock_bytes(path)
    if StoredFile.objects.filter(pk=PurePosixPath(path).name).exists():
        return False
    storage = file_storage()
    if before and storage.exists(path) and storage.get_modified_time(path) >= before:
        return False
    storage.delete(path)
    return True
