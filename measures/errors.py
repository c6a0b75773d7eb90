"""What can be wrong, in the reader's words.

Bad data that the sender can mend is Django's `ValidationError`, with the field. What only the record's state forbids
is a `RuleError`; what may be tried again as it is, a `BusyError`. Their `code` is stable, their docstring the message.
"""

from inspect import cleandoc
from typing import Any, ClassVar

from django.utils.translation import gettext


class SpokenError(Exception):
    """Something went wrong."""

    code: ClassVar[str]

    def __init__(self, **more: Any) -> None:
        """`more` is what a program is told besides: the present version, the rows that are meant."""
        super().__init__()
        self.more = more

    def __str__(self) -> str:
        return gettext(cleandoc(self.__doc__ or ""))


class BusyError(SpokenError):
    """Others are changing the same at the same moment. Nothing was saved: try again in a few seconds."""

    code = "busy"
    seconds: ClassVar[int] = 3


class UnavailableError(BusyError):
    """The record cannot be reached at the moment. Try again in a few seconds; what is then not there was not saved."""

    code = "unavailable"


class CrowdedError(BusyError):
    """Too much is being sent at this moment. Nothing was saved: try again in a few seconds."""

    code = "crowded"


class NoRoomError(BusyError):
    """There is no room for this at the moment. Nothing was saved: try again later, or tell who runs the tracker."""

    code = "no_room"
    seconds = 60


class RuleError(SpokenError):
    """This is not possible as the record stands."""

    code = "rule"


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


class AlreadyComparedError(RuleError):
    """The texts about this development are compared already: correct that comparison."""

    code = "already_compared"


class DateClosedError(RuleError):
    """This date is closed. If it should not be, withdraw what closed it."""

    code = "date_closed"


class LooserMarkingError(RuleError):
    """A marking can only be tightened: nobody may come to read what they could not."""

    code = "marking_looser"


class AddressTakenError(RuleError):
    """Another source with the same address has that marking already."""

    code = "address_taken"


class VersionConflictError(RuleError):
    """Somebody has changed this since you opened it."""

    code = "version_conflict"


class NothingToChangeError(RuleError):
    """None of these measures would change."""

    code = "nothing_to_change"


class ChangedMeanwhileError(RuleError):
    """Somebody has changed some of these measures since you saw them: look them over again."""

    code = "changed_meanwhile"


class TooLateToUndoError(RuleError):
    """This was done more than a day ago and cannot be undone as one any more."""

    code = "too_late_to_undo"


class LinkOfReportError(RuleError):
    """The report itself makes this link: it stays."""

    code = "link_of_report"


class OwnAccountError(RuleError):
    """Your own account another administrator has to change."""

    code = "own_account"


class KeyReusedError(RuleError):
    """This Idempotency-Key was used for another request: send a new key with a new request."""

    code = "idempotency_key_reused"


class ForgottenMomentError(RuleError):
    """This moment lies too far back to say what has changed since. Begin anew with “beginning”."""

    code = "moment_forgotten"


class FileTakenError(RuleError):
    """Another source with the same file has that marking already."""

    code = "file_taken"


class FileChangedError(RuleError):
    """This file is not what was stored: it was changed since, and is not handed out. The team has been told."""

    code = "file_changed"


class FileMissingError(RuleError):
    """This file is missing from where it was stored. The team has been told."""

    code = "file_missing"


class ImportNotWrittenError(RuleError):
    """This import is not one that is written: there is nothing to undo."""

    code = "import_not_written"


class ImportInUseError(RuleError):
    """Somebody has logged on its measures since: it can no longer be undone as one act."""

    code = "import_in_use"


class ImportUnderWayError(RuleError):
    """This import is being looked at, written or undone: wait for its end, or cancel it first."""

    code = "import_under_way"


class ImportWrittenError(RuleError):
    """This import is written: send its table again to look at it anew."""

    code = "import_written"


class ImportKeptError(RuleError):
    """This import was written, if only once: it is kept, with what became of its rows."""

    code = "import_kept"


class ImportReportGoneError(RuleError):
    """This import was undone, and its report went with it: send its table again."""

    code = "import_report_gone"


class OlderLibraryError(RuleError):
    """A later version of this library is loaded: say that you want to go back to this one."""

    code = "older_library"


class NoChineseFaceError(RuleError):
    """This server has no Chinese face to set a PDF in; DOCX and HTML need none."""

    code = "no_chinese_face"
