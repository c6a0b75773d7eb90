"""A mail server that takes everything, remembers it, and finds the words that were not to go out any more."""

import asyncio
import socket
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZipFile

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKES = 0.005


def text_of_docx(content: bytes) -> str:
    """What an attached brief says, as XML."""
    with ZipFile(BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


@dataclass
class Sink:
    """A mail server that keeps what it took, by recipient and Message-ID."""

    count: int = 0
    taken: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    contents: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    # What was taken from the record, and the mails that say it though they came afterwards.
    withdrawn: set[str] = field(default_factory=set)
    too_late: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content or b""
        content = content if isinstance(content, bytes) else content.encode()
        self.too_late += self.withdrawn_words(content)
        await asyncio.sleep(TAKES)
        message_id = str(message_from_bytes(content, policy=policy.default)["Message-ID"])
        if not message_id.startswith(("<digest.", "<brief.")):
            # Administrators are told of a redaction by a mail of its own.
            return "250 OK"
        self.taken[envelope.rcpt_tos[0]][message_id] += 1
        self.contents[message_id].add(content)
        self.count += 1
        return "250 OK"

    def withdrawn_words(self, content: bytes) -> list[str]:
        """Which words of a mail are withdrawn by now."""
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        parts = (message.get_body((kind,)) for kind in ("plain", "html"))
        text = "".join(part.get_content() for part in parts if part)
        text += "".join(text_of_docx(part.get_content()) for part in message.iter_attachments())
        return [words for words in self.withdrawn if words in text]

    def start(self) -> Controller:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        return controller
