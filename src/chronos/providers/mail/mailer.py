"""The Protocol of what sends e-mail, and the message that it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A message in plain text to one person; `headers` are further ones, such as `List-Unsubscribe`."""

    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """Sends messages."""

    async def send(self, message: Message) -> None:
        """Hand the message over.

        Raises ProviderError: `mail_unavailable` when another try may succeed, `mail_refused` when none will.
        """
