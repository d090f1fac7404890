"""A mail server for tests: takes mail over SMTP, or does not."""

import email
import email.policy
import socket
from contextlib import contextmanager
from unittest.mock import patch

from aiosmtpd.controller import Controller

from odoo.addons.base.models.ir_mail_server import IrMail_Server


class MailServer:
    """Listens on a port of its own. ``answer`` is what it says to each recipient, e.g. ``451 Try later``; None: takes it."""

    def __init__(self):
        self.mails, self.answer = [], None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    # === aiosmtpd calls these === #

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.answer:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 Message accepted"

    # === tests use these === #

    @contextmanager
    def running(self):
        """Start it; within the block Odoo really sends mail, which it does not in tests."""
        self._controller.start()
        try:
            with patch.object(IrMail_Server, "_disable_send", lambda _self: False):
                yield self
        finally:
            self._controller.stop()

    def subjects(self):
        return [mail["Subject"] for _to, mail in self.mails]

    def text(self, number=-1):
        """Return the HTML of a mail."""
        return self.mails[number][1].get_body(("html",)).get_content()
