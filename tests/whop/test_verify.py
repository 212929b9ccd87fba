"""Signatures: the same ones that Whop's own SDK accepts, and no others."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from whop_sdk.lib.verify_webhook import WebhookVerificationError, unwrap

from chronos.errors import NotAllowed
from chronos.whop import Delivery, SignedHeaders, verify_delivery

SECRET = "ws_0123456789abcdef0123456789abcdef0123456789abcdef"
OTHER = "ws_fedcba9876543210fedcba9876543210fedcba9876543210"
BODY = b'{"type": "membership.activated", "data": {"id": "mem_1"}}'
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class AtNow(datetime):
    """The clock of the library, so that no run is too slow for it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls.fromtimestamp(NOW.timestamp(), tz)


def signed(*, secret: str = SECRET, body: bytes = BODY, at: datetime = NOW, webhook_id: str = "msg_1") -> SignedHeaders:
    """The headers by which the library of Standard Webhooks signs with the literal bytes of the secret."""
    webhook = Webhook(base64.b64encode(secret.encode()).decode())
    return SignedHeaders(webhook_id, str(int(at.timestamp())), str(webhook.sign(webhook_id, at, body.decode())))


def decoded(at: datetime) -> str:
    """A signature by the decoded secret, which is what the library makes of it by itself."""
    return str(Webhook(SECRET.removeprefix("ws_")).sign("msg_1", at, BODY.decode()))


def unwrapped_by_whop(headers: SignedHeaders, body: bytes = BODY) -> bool:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    values = (headers.webhook_id, headers.timestamp, headers.signature)
    with patch("standardwebhooks.webhooks.datetime", AtNow):
        try:
            unwrap(body, headers={n: v for n, v in zip(names, values, strict=True) if v is not None}, key=SECRET)
        except WebhookVerificationError:
            return False
    return True


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.from_regex(r"\A[A-Za-z0-9_-]{1,40}\Z"))
def test_vectors_of_the_library_verify_here_and_with_whops_sdk(text: str, webhook_id: str) -> None:
    body = json.dumps({"data": text}, ensure_ascii=False).encode()
    headers = signed(body=body, webhook_id=webhook_id)
    assert verify_delivery([SECRET], headers, body, NOW) == Delivery(webhook_id, NOW, body)
    assert unwrapped_by_whop(headers, body)


# Of a valid delivery and when it is signed.
MUTATIONS: dict[str, Callable[[SignedHeaders, datetime], tuple[SignedHeaders, bytes]]] = {
    "another id": lambda h, at: (replace(h, webhook_id="msg_2"), BODY),
    "another time": lambda h, at: (replace(h, timestamp=str(int(h.timestamp or 0) + 1)), BODY),
    "another body": lambda h, at: (h, BODY.replace(b"mem_1", b"mem_2")),
    "a body with a space more": lambda h, at: (h, BODY + b" "),
    "one bit": lambda h, at: (h, bytes([BODY[0] ^ 1]) + BODY[1:]),
    "another secret": lambda _, at: (signed(secret=OTHER, at=at), BODY),
    "the decoded secret": lambda h, at: (replace(h, signature=decoded(at)), BODY),
    "ten minutes ago": lambda _, at: (signed(at=at - timedelta(minutes=10)), BODY),
    "ten minutes ahead": lambda _, at: (signed(at=at + timedelta(minutes=10)), BODY),
    "a time that is no number": lambda h, at: (replace(h, timestamp="now"), BODY),
    "a time with a sign": lambda h, at: (replace(h, timestamp=f"+{h.timestamp}"), BODY),
    "two signatures, neither right": lambda h, at: (
        replace(h, signature=" ".join(str(one.signature) for one in (
            signed(secret=OTHER, at=at), signed(webhook_id="msg_2", at=at)))), BODY
    ),
    "an unknown version": lambda h, at: (replace(h, signature=(h.signature or "").replace("v1,", "v2,")), BODY),
    "no version": lambda h, at: (replace(h, signature=(h.signature or "").removeprefix("v1,")), BODY),
    "half a signature": lambda h, at: (replace(h, signature=(h.signature or "")[:24]), BODY),
    "an empty signature": lambda h, at: (replace(h, signature="v1,"), BODY),
    "no base64": lambda h, at: (replace(h, signature="v1,é"), BODY),
    "no id": lambda h, at: (replace(h, webhook_id=None), BODY),
    "no time": lambda h, at: (replace(h, timestamp=None), BODY),
    "no signature": lambda h, at: (replace(h, signature=None), BODY),
    "parts that meet elsewhere": lambda h, at: (replace(h, webhook_id=f"msg_1.{h.timestamp}", timestamp="1"), BODY),
}  # fmt: skip


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_every_mutation_is_refused(mutation: str) -> None:
    headers, body = MUTATIONS[mutation](signed(), NOW)
    with pytest.raises(NotAllowed) as refusal:
        verify_delivery([SECRET], headers, body, NOW)
    assert refusal.value.code == "whop_signature_invalid"
    if mutation not in ("a time with a sign", "parts that meet elsewhere"):  # these the SDK reads, and signs so, too
        assert not unwrapped_by_whop(headers, body)


@given(st.integers(0, len(BODY) * 8 - 1))
def test_each_bit_of_the_body_counts(bit: int) -> None:
    flipped = bytearray(BODY)
    flipped[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotAllowed):
        verify_delivery([SECRET], signed(), bytes(flipped), NOW)


@given(st.integers(0, 32 * 8 - 1))
def test_each_bit_of_the_signature_counts(bit: int) -> None:
    headers = signed()
    raw = bytearray(base64.b64decode((headers.signature or "").removeprefix("v1,")))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NotAllowed):
        verify_delivery([SECRET], replace(headers, signature=f"v1,{base64.b64encode(raw).decode()}"), BODY, NOW)


def test_while_secrets_rotate_both_count_and_then_one() -> None:
    for secret in (SECRET, OTHER):
        assert verify_delivery([SECRET, OTHER], signed(secret=secret), BODY, NOW)
    with pytest.raises(NotAllowed):
        verify_delivery([OTHER], signed(), BODY, NOW)


def test_the_right_one_of_several_signatures_counts() -> None:
    headers = signed()
    several = replace(headers, signature=f"v2,eA== v1,eA== {headers.signature}")
    assert verify_delivery([SECRET], several, BODY, NOW)
    assert unwrapped_by_whop(several)


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_five_minutes_of_skew_are_allowed(seconds: int) -> None:
    assert verify_delivery([SECRET], signed(at=NOW + timedelta(seconds=seconds)), BODY, NOW)


def test_without_a_secret_nothing_verifies() -> None:
    with pytest.raises(NotAllowed):
        verify_delivery([], signed(), BODY, NOW)
