"""Show e-mail on the terminal, where no SMTP server is set: for development."""

import sys
from typing import TextIO

from chronos.errors import ProviderError
from chronos.providers.mail.mailer import Message


class TerminalMailer:
    """Prints messages on a terminal. Without one it sends nothing: no sign-in link may stand in a log."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """`stream` is where to print; None: the standard error."""
        self._stream = stream

    async def send(self, message: Message) -> None:
        """Print the message. Raises ProviderError (`mail_refused`) without a terminal."""
        stream = self._stream or sys.stderr
        if not stream.isatty():
            raise ProviderError("No e-mail is sent: set CHRONOS_SMTP_URL.", code="mail_refused")
        shown = f"To: {message.to}\nSubject: {message.subject}\n\n{message.text}"
        # What a person wrote into it must not move the cursor or colour the terminal.
        safe = "".join(each if each == "\n" or each.isprintable() else "\ufffd" for each in shown)
        stream.write(f"\n--- e-mail (set CHRONOS_SMTP_URL to send it) ---\n{safe}\n---\n")
        stream.flush()
