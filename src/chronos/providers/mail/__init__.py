"""E-mail: a message, and what sends it."""

from chronos.providers.mail.mailer import Mailer, Message
from chronos.providers.mail.smtp import SmtpMailer
from chronos.providers.mail.terminal import TerminalMailer

__all__ = ["Mailer", "Message", "SmtpMailer", "TerminalMailer"]
