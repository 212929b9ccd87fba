"""E-mail goes to a real SMTP server, protected unless the operator turned that off."""

import datetime
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chronos.errors import ProviderError
from chronos.providers.mail import Message, SmtpMailer
from chronos.server_address import SmtpServer, read_smtp_url
from tests.mail_server import MailServer, mail_server

HELLO = Message(
    "sam@example.com", "Grüße", "Line one.\nLine two: https://x.example/é\n", {"List-Unsubscribe": "<https://x>"}
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


def mailer(server: MailServer) -> SmtpMailer:
    return SmtpMailer(read_smtp_url(server.url), "Ada's School <school@example.com>")


async def test_a_message_arrives_as_it_was_written(server: MailServer) -> None:
    await mailer(server).send(HELLO)
    [arrived] = server.messages
    assert server.recipients == [["sam@example.com"]]
    assert (arrived["To"], arrived["Subject"]) == ("sam@example.com", "Grüße")
    assert arrived["From"] == "Ada's School <school@example.com>"
    assert arrived["List-Unsubscribe"] == "<https://x>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Date"]
    assert arrived["Message-ID"].endswith("@example.com>")
    assert arrived.get_content().replace("\r\n", "\n") == HELLO.text


async def test_an_address_beyond_ascii_is_reached(server: MailServer) -> None:
    await mailer(server).send(Message("søren@example.com", "Hi", "Hello."))
    assert server.recipients == [["søren@example.com"]]


@pytest.mark.parametrize(
    "message",
    [
        Message("sam@example.com", "Hi\r\nBcc: eve@example.com", "x"),
        Message("sam@example.com\r\nRCPT TO:<eve@example.com>", "Hi", "x"),
        Message("sam@example.com", "Hi", "x", {"X-Thing": "a\nBcc: eve@example.com"}),
    ],
)
async def test_no_line_break_reaches_a_header(server: MailServer, message: Message) -> None:
    with pytest.raises(ProviderError) as refusal:
        await mailer(server).send(message)
    assert refusal.value.code == "mail_refused"
    assert server.messages == []


async def test_two_addresses_in_one_are_no_second_recipient(server: MailServer) -> None:
    with pytest.raises(ProviderError):
        await mailer(server).send(Message("sam@example.com, eve@example.com", "Hi", "x"))
    assert server.messages == []


@pytest.mark.parametrize(
    ("answer", "code", "retryable"),
    [("550 No such person", "mail_refused", False), ("451 Try later", "mail_unavailable", True)],
)
async def test_a_refusal_says_whether_to_try_again(server: MailServer, answer: str, code: str, retryable: bool) -> None:
    server.refuses = answer
    with pytest.raises(ProviderError) as refusal:
        await mailer(server).send(HELLO)
    assert (refusal.value.code, refusal.value.retryable) == (code, retryable)
    assert "No such person" not in str(refusal.value)


async def test_a_server_that_is_away_may_come_back() -> None:
    with pytest.raises(ProviderError) as outage:
        await SmtpMailer(SmtpServer("127.0.0.1", 9, "off"), "a@b.example").send(HELLO)
    assert outage.value.retryable


async def test_without_tls_nothing_is_sent_unless_it_was_turned_off(server: MailServer) -> None:
    with pytest.raises(ProviderError) as refusal:
        await SmtpMailer(SmtpServer("127.0.0.1", server.port, "starttls", "ada", "right"), "a@b.example").send(HELLO)
    assert refusal.value.code == "mail_refused"
    assert (server.messages, server.logins) == ([], [])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


async def test_starttls_protects_login_and_message(certificate: Path) -> None:
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=str(certificate))
    with mail_server(tls_context=offered, require_starttls=True) as server:
        reached = SmtpServer("127.0.0.1", server.port, "starttls", "ada", "right")
        await SmtpMailer(reached, "a@b.example", trust=trust).send(HELLO)
        assert (len(server.messages), server.logins) == (1, [(b"ada", b"right")])
        with pytest.raises(ProviderError):  # a certificate that nobody vouches for
            await SmtpMailer(reached, "a@b.example").send(HELLO)
        wrong = SmtpServer("127.0.0.1", server.port, "starttls", "ada", "wrong")
        with pytest.raises(ProviderError) as refusal:
            await SmtpMailer(wrong, "a@b.example", trust=trust).send(HELLO)
        assert refusal.value.code == "mail_refused"
        assert len(server.messages) == 1
