"""What a setting's value may be: each check returns the value, or raises ValueError with what it must be."""

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, SecretStr

from chronos.server_address import is_safe_address, read_smtp_url

MIN_SECRET_BYTES = 32  # RFC 7518 §3.2: an HS256 key is at least as long as its digest
MAX_THREADS = 256
ORIGIN = r"https?://(?:\*\.)?[a-z0-9.-]+(?::[0-9]{1,5})?"
ADDRESS = r"[^\s<>@,;]+@[^\s<>@,;]+"
STORES = ("s3://", "file:", "memory:")  # the last two are for tests


def split(text: str) -> list[str]:
    """Return the values that commas separate."""
    return [one.strip() for one in text.split(",") if one.strip()]


def parse_places(text: str) -> frozenset[tuple[str, int]]:
    """Return hosts and ports of `host:port`, separated by commas."""
    found = set()
    for place in split(text):
        host, _, port = place.rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
            raise ValueError("must be host:port, or several, separated by commas")
        found.add((host.lower().strip("[]"), int(port)))
    return frozenset(found)


def is_loopback(url: str) -> bool:
    """Return whether an http address leads to this machine."""
    return re.fullmatch(r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/[^\s?#]*)?", url) is not None


def is_local_database(url: str) -> bool:
    """Return whether a PostgreSQL address leads to this machine."""
    from psycopg.conninfo import conninfo_to_dict

    hosts = str(conninfo_to_dict(url).get("host") or "").split(",")
    return all(host.startswith("/") or host in ("", "localhost", "127.0.0.1", "::1") for host in hosts)


def _home(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:  # "~name" of a user who does not exist
        raise ValueError("must be a directory; there is no such user's home") from None


def _database(url: SecretStr) -> SecretStr:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        ports = str(conninfo_to_dict(url.get_secret_value()).get("port", ""))
        if not re.fullmatch(r"[0-9,]*", ports):
            raise ProgrammingError(ports)
    except ProgrammingError:
        raise ValueError("must be postgresql://USER:PASSWORD@HOST:PORT/DATABASE") from None
    return url


def _store(url: str) -> str:
    if not url.startswith(STORES):
        raise ValueError("must be s3://BUCKET/PREFIX, or s3:// for one S3 bucket per bucket of Chronos")
    return url


def _source_of_models(source: str) -> str:
    if source not in ("hub", "packages") and not os.path.isdir(os.path.expanduser(source)):
        raise ValueError("must be hub, packages, or a directory that exists")
    return source


def _threads(number: object) -> int:
    text = str(number).strip()
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII) or int(text) > MAX_THREADS:
        raise ValueError(f"must be a whole number from 0 to {MAX_THREADS}")
    return int(text)


def _signing_key(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < MIN_SECRET_BYTES:
        raise ValueError(f"must be at least {MIN_SECRET_BYTES} bytes long")
    return secret


def _web_address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(/\S*)?", url, re.IGNORECASE):
        raise ValueError("must be an http or https address, e.g. https://learn.example.com")
    return url


def _safe_address(url: str) -> str:
    if not is_safe_address(url) or "?" in url or "#" in url:
        raise ValueError("must be an https address without user, query and fragment")
    return url


def _mail_server(url: SecretStr) -> SecretStr:
    try:
        read_smtp_url(url.get_secret_value())
    except ValueError:
        raise ValueError("must be smtps://USER:PASSWORD@HOST:PORT, or smtp:// with STARTTLS") from None
    return url


def _mail_sender(text: str) -> str:
    if not re.fullmatch(rf"{ADDRESS}|[^<>@\r\n]+ <{ADDRESS}>", text):
        raise ValueError("must be an e-mail address, or a name and <address>")
    return text


def _networks(text: str) -> str:
    for address in split(text):
        try:
            ipaddress.ip_network(address)
        except ValueError:
            raise ValueError("must be addresses or networks, separated by commas, e.g. 127.0.0.1,10.0.0.0/8") from None
    return text


def _places(text: str) -> str:
    parse_places(text)
    return text


def _origins(text: str) -> str:
    if not all(re.fullmatch(ORIGIN, each) for each in text.split(",")):
        raise ValueError("must be origins such as https://whop.com, separated by commas")
    return text


def _whop_key(key: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]+", key.get_secret_value()):  # it is sent in a header
        raise ValueError("must be the key as Whop shows it, without spaces")
    return key


def _whop_api(url: str) -> str:
    if not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", url, re.IGNORECASE) and not is_loopback(url):
        raise ValueError("must begin with https://, which protects the key; http:// is for this machine alone")
    return url


def _whop_secrets(secrets: SecretStr) -> SecretStr:
    if not all(re.fullmatch(r"[!-~]{16,200}", one) for one in split(secrets.get_secret_value())):
        raise ValueError("must be the secrets as Whop shows them, of 16 characters or more, separated by commas")
    return secrets


def _whop_webhook(text: str) -> str:
    if not re.fullmatch(r"hook_[A-Za-z0-9_]+", text):
        raise ValueError("must be the id of a webhook on Whop, hook_ and letters or digits")
    return text


def _whop_company(text: str) -> str:
    if not re.fullmatch(r"biz_[A-Za-z0-9_-]{1,96}+", text):
        raise ValueError("must be the id of a company on Whop, biz_ and letters or digits")
    return text


def _whop_app(text: str) -> str:
    if not re.fullmatch(r"app_[A-Za-z0-9]{1,60}", text):
        raise ValueError("must be an id that begins with app_")
    return text


Home = Annotated[Path, AfterValidator(_home)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_database)]
StoreAddress = Annotated[str, AfterValidator(_store)]
SourceOfModels = Annotated[str, AfterValidator(_source_of_models)]
Threads = Annotated[int, BeforeValidator(_threads)]
SigningKey = Annotated[SecretStr, AfterValidator(_signing_key)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
SafeAddress = Annotated[str, AfterValidator(_safe_address)]
MailServer = Annotated[SecretStr, AfterValidator(_mail_server)]
MailSender = Annotated[str, AfterValidator(_mail_sender)]
Networks = Annotated[str, AfterValidator(_networks)]
Places = Annotated[str, AfterValidator(_places)]
Origins = Annotated[str, AfterValidator(_origins)]
WhopKey = Annotated[SecretStr, AfterValidator(_whop_key)]
WhopApi = Annotated[str, AfterValidator(_whop_api)]
WhopSecrets = Annotated[SecretStr, AfterValidator(_whop_secrets)]
WhopWebhook = Annotated[str, AfterValidator(_whop_webhook)]
WhopCompany = Annotated[str, AfterValidator(_whop_company)]
WhopApp = Annotated[str, AfterValidator(_whop_app)]
