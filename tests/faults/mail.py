"""A mail server that takes everything, and remembers it."""

import asyncio
import socket
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKES = 0.005


@dataclass
class Sink:
    """A mail server that keeps what it took, by recipient and Message-ID."""

    count: int = 0
    taken: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    contents: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(TAKES)
        content = envelope.content or b""
        content = content if isinstance(content, bytes) else content.encode()
        message_id = str(message_from_bytes(content, policy=policy.default)["Message-ID"])
        self.taken[envelope.rcpt_tos[0]][message_id] += 1
        self.contents[message_id].add(content)
        self.count += 1
        return "250 OK"

    def start(self) -> Controller:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        return controller
