"""Send e-mail to an SMTP server, over TLS unless the operator turned it off."""

import asyncio
import smtplib
import ssl
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate, make_msgid

from chronos.errors import ProviderError
from chronos.providers.mail.mailer import Message
from chronos.server_address import SmtpServer

SECONDS = 20.0  # for each answer of the server


class SmtpMailer:
    """Sends each message in a connection of its own, in a thread."""

    def __init__(self, server: SmtpServer, sender: str, *, trust: ssl.SSLContext | None = None) -> None:
        """`sender` is the From address; `trust` the certificates to accept, default: the system's."""
        self._server = server
        self._sender = sender
        self._trust = trust

    async def send(self, message: Message) -> None:
        """Hand the message to the server. Raises ProviderError as `Mailer.send` does."""
        await asyncio.to_thread(self._send, message)

    def _send(self, message: Message) -> None:
        host = self._server.host
        try:
            with self._connected() as connection:
                connection.send_message(_written(message, self._sender), to_addrs=[message.to])
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _)] = list(error.recipients.values())[:1] or [(550, b"")]
            raise _failed(f"{host} does not take a message for this address.", is_final=code >= 500) from error
        except smtplib.SMTPResponseException as error:  # its words are not shown: they may name people
            raise _failed(f"{host} answered {error.smtp_code}.", is_final=error.smtp_code >= 500) from error
        except smtplib.SMTPNotSupportedError as error:
            raise _failed(
                f"{host} does not offer what CHRONOS_SMTP_URL asks for, such as TLS.", is_final=True
            ) from error
        except (MessageError, ValueError) as error:
            raise _failed("The message has a header that cannot be sent.", is_final=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _failed(f"{host} cannot be reached.", is_final=False) from error

    def _connected(self) -> smtplib.SMTP:
        server, trust = self._server, self._trust or ssl.create_default_context()
        if server.tls == "implicit":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trust)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        try:
            if server.tls == "starttls":
                connection.starttls(context=trust)
            if server.user is not None and server.password is not None:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _written(message: Message, sender: str) -> EmailMessage:
    """Return the message as it is sent. Raises ValueError for a header with a line break."""
    is_ascii = message.to.isascii() and sender.isascii()
    written = EmailMessage(policy=SMTP if is_ascii else SMTPUTF8)
    written["From"] = sender
    written["To"] = message.to
    if len(written["To"].addresses) != 1:
        raise ValueError("one person")
    written["Subject"] = message.subject
    written["Date"] = formatdate(usegmt=True)
    written["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or None)
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answer to it
    for name, value in message.headers.items():
        written[name] = value
    written.set_content(message.text)
    return written


def _failed(sentence: str, *, is_final: bool) -> ProviderError:
    if is_final:
        return ProviderError(f"The e-mail was refused: {sentence}", code="mail_refused")
    return ProviderError(f"The e-mail was not sent: {sentence} Try again later.", code="mail_unavailable")
