"""What a mail server's answer means for a message, and for those that wait behind it."""

from enum import Enum, auto
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

# No such address, or not here. With other codes, and where a policy refuses, the address itself may be good.
NO_SUCH_ADDRESS = (550, 551, 553)
A_POLICY = "5.7."
CLOSING = 421


class SendOutcome(Enum):
    SENT = auto()
    WAITS = auto()
    ALL_WAIT = auto()
    ADDRESS_REFUSED = auto()
    FAILED = auto()


def outcome_of_error(error: Exception) -> SendOutcome:
    """What the error of an attempt means."""
    match error:
        case SMTPRecipientsRefused():
            return of_answer(*next(iter(error.recipients.values())))
        case SMTPDataError():
            return of_answer(error.smtp_code, error.smtp_error)
        case SMTPResponseException() | OSError():
            # Of the connection, or of us as its sender: whoever comes next would fare the same.
            return SendOutcome.ALL_WAIT
        case _:
            return SendOutcome.FAILED


def of_answer(code: int, answer: bytes | str) -> SendOutcome:
    if code == CLOSING:
        return SendOutcome.ALL_WAIT
    if 400 <= code < 500:
        return SendOutcome.WAITS
    if code in NO_SUCH_ADDRESS and not answer_text(answer).startswith(A_POLICY):
        return SendOutcome.ADDRESS_REFUSED
    return SendOutcome.FAILED


def describe_error(error: Exception) -> str:
    """What the mail server said, or what else went wrong, for people to read."""
    match error:
        case SMTPRecipientsRefused():
            code, answer = next(iter(error.recipients.values()))
            return f"{code} {answer_text(answer)}"
        case SMTPResponseException():
            return f"{error.smtp_code} {answer_text(error.smtp_error)}"
        case _:
            return f"{type(error).__name__}: {error}"


def answer_text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
