"""What can be wrong, in the reader's words.

Bad data that the sender can mend is Django's `ValidationError`, with the field. What only the record's state forbids
is a `RuleError`: its `code` is stable, its docstring is its message.
"""

from inspect import cleandoc
from typing import ClassVar

from django.utils.translation import gettext


class RuleError(Exception):
    """This is not possible as the record stands."""

    code: ClassVar[str] = "rule"

    def __str__(self) -> str:
        return gettext(cleandoc(self.__doc__ or ""))


class NotAllowedError(RuleError):
    """Your account does not allow this."""

    code = "not_allowed"


class MeasureDoneWithError(RuleError):
    """This measure is done with: log a development that reopens it first."""

    code = "measure_done_with"


class AlreadyCorrectedError(RuleError):
    """This entry has been corrected already: correct the newer one."""

    code = "already_corrected"


class RedactedEntryError(RuleError):
    """This entry was redacted and takes no correction."""

    code = "entry_redacted"


class RestedOnError(RuleError):
    """A view in another entry rests on a source that this one cites: redact that entry first."""

    code = "rested_on"


class LooserMarkingError(RuleError):
    """A marking can only be tightened: nobody may come to read what they could not."""

    code = "marking_looser"


class AddressTakenError(RuleError):
    """Another source with the same address has that marking already."""

    code = "address_taken"


class VersionConflictError(RuleError):
    """Somebody has changed this measure since you opened it."""

    code = "version_conflict"


class FileTakenError(RuleError):
    """Another source with the same file has that marking already."""

    code = "file_taken"


class FileChangedError(RuleError):
    """This file is not what was stored: it was changed since, and is not handed out. The team has been told."""

    code = "file_changed"


class FileMissingError(RuleError):
    """This file is missing from where it was stored. The team has been told."""

    code = "file_missing"
