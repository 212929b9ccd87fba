"""Without a server, e-mail is shown on a terminal and stands in no log."""

import io

import pytest

from chronos.errors import ProviderError
from chronos.providers.mail import Message, TerminalMailer


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_a_message_is_shown() -> None:
    terminal = Terminal()
    await TerminalMailer(terminal).send(Message("sam@example.com", "Sign in", "https://x.example/sign-in/abc\n"))
    assert "To: sam@example.com" in terminal.getvalue()
    assert "https://x.example/sign-in/abc" in terminal.getvalue()


async def test_no_control_character_reaches_the_terminal() -> None:
    terminal = Terminal()
    await TerminalMailer(terminal).send(Message("sam@example.com", "\x1b[2JHi", "a\rb\x9bc"))
    assert not set(terminal.getvalue()) & {"\x1b", "\r", "\x9b"}


async def test_without_a_terminal_nothing_is_written() -> None:
    log = io.StringIO()
    with pytest.raises(ProviderError) as refusal:
        await TerminalMailer(log).send(Message("sam@example.com", "Sign in", "https://x.example/sign-in/abc\n"))
    assert refusal.value.code == "mail_refused"
    assert log.getvalue() == ""
