"""A web server for tests that says and sends whatever it is told to, over real sockets."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chronos.videos.fetch.connect import Resolve
from chronos.videos.fetch.download import Fetcher, Patience, Wanted

Asked = dict[str, str]  # the request's headers in lower case, and its `path`
Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
QUICK = Patience(connect=5, read=5, whole=30, tries=3, pause=0)
CONTENT = random.Random(7).randbytes(3 * 1024 * 1024)


@dataclass
class Origin:
    """Where it listens, and what it was asked; `answers` are given one by one, the last again and again."""

    port: int
    answers: list[Answer]
    asked: list[Asked] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, int]:
        """As the operator would allow it."""
        return ("127.0.0.1", self.port)

    def url(self, path: str = "/talk.mp4") -> str:
        """An address there."""
        return f"http://127.0.0.1:{self.port}{path}"


@asynccontextmanager
async def an_origin(*answers: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Origin]:
    """A server on a free port for as long as the block runs."""
    origin = Origin(0, list(answers))
    open_ones: set[asyncio.Task[None] | None] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(asyncio.current_task())
        try:
            line, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines)
            origin.asked.append(headers | {"path": line.split(" ")[1]})
            answer = origin.answers[min(len(origin.asked), len(origin.answers)) - 1]
            await answer(origin.asked[-1], writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    origin.port = server.sockets[0].getsockname()[1]
    try:
        yield origin
    finally:
        server.close()
        for task in open_ones:
            if task is not None:
                task.cancel()
        await asyncio.gather(*(task for task in open_ones if task), return_exceptions=True)


def a_certificate(folder: Path, name: str) -> tuple[ssl.SSLContext, Path]:
    """What a server called `name` shows, and the file by which clients trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, both = folder / "trusted.pem", folder / "server.pem"
    pem = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    trusted.write_bytes(pem)
    both.write_bytes(private + pem)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    return context, trusted


def sends(content: bytes, *headers: str, status: str = "200 OK", declared: int | None = None) -> Answer:
    """An answer with this body; `declared` lies about its length."""

    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        length = len(content) if declared is None else declared
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {length}", *headers, "Connection: close"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)

    return answer


def redirects(location: str, status: str = "302 Found") -> Answer:
    """A redirect; nobody may be shown its body."""
    return sends(b"SECRET BODY", f"Location: {location}", status=status)


def ranges(content: bytes, *, breaks_after: int | None = None, tag: str = '"one"') -> Answer:
    """A good server's answer, also to a range; it breaks off after so many bytes."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        start = 0
        if "range" in asked and asked.get("if-range", tag) == tag:
            start = int(asked["range"].removeprefix("bytes=").rstrip("-"))
        rest = content[start:]
        head = [f"Content-Length: {len(rest)}", f"ETag: {tag}", "Accept-Ranges: bytes"]
        if start:
            head = ["HTTP/1.1 206 Partial", f"Content-Range: bytes {start}-{len(content) - 1}/{len(content)}", *head]
        else:
            head = ["HTTP/1.1 200 OK", *head]
        writer.write("\r\n".join([*head, "", ""]).encode("latin-1"))
        writer.write(rest if breaks_after is None else rest[:breaks_after])

    return answer


async def fetched(
    origin: Origin,
    tmp_path: Path,
    *,
    path: str = "/talk.mp4",
    max_bytes: int = 10 * 1024 * 1024,
    patience: Patience = QUICK,
) -> bytes:
    """Download from an origin that is allowed although it is local; return the bytes."""
    fetcher = Fetcher(allowed=frozenset({origin.place}), patience=patience)
    target = tmp_path / "file"
    await fetcher.fetch(origin.url(path), target, Wanted(max_bytes, lambda _: None))
    return target.read_bytes()


def says(addresses: Sequence[str]) -> Resolve:
    """A name service that answers every question with `addresses`."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return addresses

    return resolve


async def never(host: str, port: int) -> Sequence[str]:
    """A name service that must not be asked."""
    raise AssertionError(host)
