"""A real SMTP server on loopback that takes mails, refuses them, is slow, or hangs up."""

import asyncio
import contextlib
import email
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Protocol
from aiosmtpd.smtp import Envelope, Session

from .server import free_port


@dataclass
class MailServer:
    """``mode`` is accept, refuse-now (450), refuse (550), cut (after the text), or slow (seconds).

    ``taken`` holds every mail that the server has said yes to, or was about to.
    """

    mode: str = "accept"
    slow: float = 0
    taken: list[EmailMessage] = field(default_factory=list)
    asked: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def per_person(self) -> Counter[str]:
        return Counter(str(message["To"]) for message in self.taken)

    async def handle_RCPT(  # the name that aiosmtpd asks for
        self, server: Protocol, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.asked += 1
        if self.mode.startswith("refuse") and self.asked % 3 == 0:
            return "450 come back later" if self.mode == "refuse-now" else "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Protocol, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(email.message_from_bytes(content, policy=policy.default))
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.mode == "cut":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 taken"


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    handler = MailServer()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
