"""Keeps secrets and personal data out of the log."""

import re

SECRETS = (
    # What only the holder of a link may know: secret addresses, links in mail, and those that set a password.
    re.compile(
        r"(/(?:calendars|feeds|tables|reminders/(?:stop|snooze|checked)|password/reset/key|let-in)/)[^/\s?\"']+"
    ),
    re.compile(r"(\bBearer )[^\s\"',}]+", re.IGNORECASE),
    # The password of an address, such as that of the database or the mail server.
    re.compile(r"(://[^\s:/@]*:)[^\s@]{1,256}+(?=@)"),
    # What a row says, in the words of the database.
    re.compile(r"(\bDETAIL: ).*?(?=\n\s*\n|\Z)", re.DOTALL),
)
MAIL_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]++@(?:[\w-]+\.)+\w{2,}")


def scrubbed(text: str) -> str:
    """A text with an ellipsis in place of every secret, every mail address, and what rows of the database say."""
    for secret in SECRETS:
        text = secret.sub(r"\1…", text)
    return MAIL_ADDRESS.sub("…@…", text)
