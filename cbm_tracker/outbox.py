"""Mails as files, where no mail server is named."""

import os

from django.core.mail.backends.filebased import EmailBackend


class PrivateFileBackend(EmailBackend):
    """Writes files that only their owner reads, for links that set passwords are among what mails say."""

    def open(self) -> bool:
        is_new = bool(super().open())
        if is_new:
            os.fchmod(self.stream.fileno(), 0o600)
        return is_new
