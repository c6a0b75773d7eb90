"""Keeps copies of all reports that everybody may read, one folder each, made anew each day."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from measures.models import Report
from measures.wings.static_copy.editions import Edition, NotPublicError, NotPublicLongEnoughError, require_public
from measures.wings.static_copy.publishing import MARK, fresh_folder, publish

# Seconds. A copy that was begun and is not there by then has failed, and is tried again.
LONGEST = 1800


def editions(*, at: datetime) -> Iterator[Edition]:
    """Of each report that may be copied, the edition of the day, which begins at midnight in UTC."""
    midnight = datetime.combine(at.astimezone(UTC), datetime.min.time(), UTC)
    for report in Report.objects.order_by("slug"):
        edition = Edition(report, midnight)
        try:
            require_public(edition)
        except (NotPublicError, NotPublicLongEnoughError):
            continue
        yield edition


def missing(*, at: datetime) -> Iterator[Edition]:
    """The editions of the day that are not made yet; copies of what may not be copied any more are deleted."""
    root = Path(settings.CBM_PUBLISH)
    wanted = {root / edition.report.slug: edition for edition in editions(at=at)}
    made = {mark.parent: json.loads(mark.read_bytes())["at"] for mark in root.glob(f"*/{MARK}")}
    kept = {*wanted, *map(fresh_folder, wanted)}
    for folder in {*made, *map(fresh_folder, made)} - kept:
        shutil.rmtree(folder, ignore_errors=True)
    for folder, edition in wanted.items():
        if made.get(folder) != edition.at.isoformat():
            yield edition


def was_begun(edition: Edition) -> bool:
    """Whether somebody is at it, or tried in vain not long ago."""
    folder = fresh_folder(Path(settings.CBM_PUBLISH) / edition.report.slug)
    return folder.exists() and time.time() - folder.stat().st_mtime < LONGEST


def publish_missing(slug: str, *, at: datetime) -> None:
    """Make the edition of the day of a report, if it is still missing."""
    for edition in missing(at=at):
        if edition.report.slug == slug:
            publish(edition, Path(settings.CBM_PUBLISH) / slug)
