"""What can be wrong, in the reader's words.

Bad data that the sender can mend is Django's `ValidationError`, with the field. What only the record's state forbids
is a `RuleError`; what may be tried again as it is, a `BusyError`; what is too much to be read at once, one of its own.
Their `code` is stable, their docstring the message.
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
    """Others are changing the same data at this moment. Nothing was saved: try again in a few seconds."""

    code = "busy"
    seconds: ClassVar[int] = 3


class UnavailableError(BusyError):
    """The record cannot be reached at the moment. Try again in a few seconds; anything missing then was not saved."""

    code = "unavailable"


class CrowdedError(BusyError):
    """Too much is being asked for or sent at once. Nothing was saved: try again in a few seconds."""

    code = "crowded"


class NoRoomError(BusyError):
    """There is no storage space for this now. Nothing was saved: try again later, or tell those who run the tracker."""

    code = "no_room"
    seconds = 60


class FilesUnavailableError(BusyError):
    """The stored files cannot be reached at the moment. Try again in a minute; anything missing then was not saved."""

    code = "files_unavailable"
    seconds = 60


class TooManyMeasuresError(SpokenError):
    """A past day is worked out for at most 2,000 measures at once. Choose fewer: by kind, party, ambiguity or words."""

    code = "too_many_measures"


class RuleError(SpokenError):
    """The current state of the record does not allow this."""

    code = "rule"


class SecondFactorNeededError(RuleError):
    """This account needs a second factor first: sign in and set up a passkey, or codes from an app."""

    code = "second_factor_needed"


class NotAllowedError(RuleError):
    """Your account does not allow this."""

    code = "not_allowed"


class MeasureDoneWithError(RuleError):
    """This measure is closed: first log a development that reopens it."""

    code = "measure_done_with"


class AlreadyCorrectedError(RuleError):
    """This entry has already been corrected: correct the newer one."""

    code = "already_corrected"


class RedactedEntryError(RuleError):
    """This entry was redacted and cannot be corrected."""

    code = "entry_redacted"


class RedactedRowError(RuleError):
    """What this said was redacted: it cannot be changed, decided or redacted again."""

    code = "redacted"


class AlreadyComparedError(RuleError):
    """The texts about this development are already compared: correct that comparison."""

    code = "already_compared"


class DateClosedError(RuleError):
    """This date is closed. If that is wrong, withdraw the finding that closed it."""

    code = "date_closed"


class CodingOpenError(RuleError):
    """Both coders must be done with this coding first."""

    code = "coding_open"


class CodingDoneError(RuleError):
    """You are done with this coding: your codes can no longer be changed."""

    code = "coding_done"


class CodingIncompleteError(RuleError):
    """Code every development of this coding first."""

    code = "coding_incomplete"


class CodingUnsettledError(RuleError):
    """Settle every difference of this coding first."""

    code = "coding_unsettled"


class CodingPublishedError(RuleError):
    """This coding is published: make it internal first."""

    code = "coding_published"


class FeedRemovedError(RuleError):
    """This feed was removed: add it anew."""

    code = "feed_removed"


class CandidateExistsError(RuleError):
    """This address has already come in for this report."""

    code = "came_in"


class CandidateDecidedError(RuleError):
    """Somebody has already decided this. Undo that first, if it is wrong."""

    code = "candidate_decided"


class LooserMarkingError(RuleError):
    """A marking can only be tightened: nobody may be allowed to read what they could not read before."""

    code = "marking_looser"


class AddressTakenError(RuleError):
    """Another source with the same address already has that marking."""

    code = "address_taken"


class VersionConflictError(RuleError):
    """Somebody has changed this since you opened it."""

    code = "version_conflict"


class OriginInUseError(RuleError):
    """The heads of this chain are still signed under an origin: another is begun only after that was stopped."""

    code = "origin_in_use"


class NothingToChangeError(RuleError):
    """None of these measures would change."""

    code = "nothing_to_change"


class ChangedMeanwhileError(RuleError):
    """Somebody has changed some of these measures since you opened them: look at them again."""

    code = "changed_meanwhile"


class LinkOfReportError(RuleError):
    """This link comes from the report itself and cannot be removed."""

    code = "link_of_report"


class OwnTranslationError(RuleError):
    """You wrote this translation: somebody else has to check it."""

    code = "own_translation"


class OwnAccountError(RuleError):
    """You cannot change this on your own account: ask another administrator."""

    code = "own_account"


class KeyReusedError(RuleError):
    """This Idempotency-Key was already used for another request: send a new key with a new request."""

    code = "idempotency_key_reused"


class ForgottenMomentError(RuleError):
    """This moment is too long ago to say what has changed since. Start again with “beginning”."""

    code = "moment_forgotten"


class FileTakenError(RuleError):
    """Another source with the same file already has that marking."""

    code = "file_taken"


class FileChangedError(RuleError):
    """This file has changed since it was stored, so it cannot be downloaded. The team has been told."""

    code = "file_changed"


class FileMissingError(RuleError):
    """This file is missing from the place where it was stored. The team has been told."""

    code = "file_missing"


class ImportNotWrittenError(RuleError):
    """This import is not written: there is nothing to undo."""

    code = "import_not_written"


class ImportInUseError(RuleError):
    """Somebody has since logged something on its measures: the import can no longer be undone in one step."""

    code = "import_in_use"


class ImportUnderWayError(RuleError):
    """This import is being previewed, written or undone: wait until that is done, or cancel it first."""

    code = "import_under_way"


class ImportWrittenError(RuleError):
    """This import is written: send its table again for a new preview."""

    code = "import_written"


class NothingToWriteError(RuleError):
    """No row of this import is new or changed: there is nothing to write."""

    code = "nothing_to_write"


class ImportKeptError(RuleError):
    """This import cannot be discarded: it has been written once, so it is kept with the outcome of its rows."""

    code = "import_kept"


class ImportReportGoneError(RuleError):
    """This import was undone, and its report was removed with it: send its table again."""

    code = "import_report_gone"


class ReportInUseError(RuleError):
    """Something stands in this report: only an empty one can be archived."""

    code = "report_in_use"


class ArchivedReportError(RuleError):
    """This report is archived: bring it back first."""

    code = "report_archived"


class FrontPageError(RuleError):
    """This is the report of the front page: choose another one for it first."""

    code = "report_of_front_page"


class PartyInUseError(RuleError):
    """Something names one of these parties: only those that nothing uses can be archived."""

    code = "party_in_use"


class OlderLibraryError(RuleError):
    """A later version of this library is loaded: confirm that you want to go back to this one."""

    code = "older_library"


class NoChineseFaceError(RuleError):
    """This server has no Chinese face to set a PDF in; DOCX and HTML need none."""

    code = "no_chinese_face"


class BriefTemplateError(RuleError):
    """The office’s file of styles cannot be used for a DOCX. HTML and PDF need none; tell whoever runs the tracker."""

    code = "brief_template"


class AgreementNeededError(RuleError):
    """In this report a second member has to agree to an assessment of ours: log this without it, then correct it."""

    code = "agreement_needed"


class ProposalSettledError(RuleError):
    """Somebody has agreed to this proposal or withdrawn it meanwhile."""

    code = "proposal_settled"


class ProposalSentBackError(RuleError):
    """This proposal was sent back: whoever proposed it has to change it first."""

    code = "proposal_sent_back"


class ProposerNotAllowedError(RuleError):
    """Whoever proposed this may not log it any more. An editor can withdraw the proposal."""

    code = "proposer_not_allowed"


class FetchingOffError(RuleError):
    """Fetching from the web is switched off. The operator can switch it on."""

    code = "fetching_off"


class HostBusyError(RuleError):
    """This site was asked a moment ago. Try again in a few seconds."""

    code = "host_busy"
