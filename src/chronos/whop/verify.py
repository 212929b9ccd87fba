"""Verify the signature of a delivery: Standard Webhooks, with the literal bytes of Whop's secret as the key.

The library `standardwebhooks` decodes the secret, which gives a key that Whop does not sign with, takes one secret, and
lets a malformed header escape as another error; these lines are shorter than the code around it would be.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chronos.errors import NotAllowed

SKEW_SECONDS = 300
MOST_SIGNATURES = 20
# Neither the parts of what is signed nor its order can be mistaken: an id has no dot, a time is digits, a body begins
# with a brace.
_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class SignedHeaders:
    """The three headers of a delivery, as they came; None: missing, or sent more than once."""

    webhook_id: str | None
    timestamp: str | None
    signature: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery whose signature is Whop's. `body`: the bytes that were signed."""

    webhook_id: str
    sent_at: datetime
    body: bytes


def verify_delivery(secrets: Sequence[str], headers: SignedHeaders, body: bytes, now: datetime) -> Delivery:
    """Return the delivery if one of its signatures is by one of the secrets, and is at most five minutes old.

    Raises NotAllowed (`whop_signature_invalid`).
    """
    webhook_id, seconds = headers.webhook_id or "", headers.timestamp or ""
    if not _ID.fullmatch(webhook_id) or not _SECONDS.fullmatch(seconds) or not headers.signature:
        raise _refused("Send the headers webhook-id, webhook-timestamp and webhook-signature, each once.")
    if abs(now.timestamp() - int(seconds)) > SKEW_SECONDS:
        raise _refused("The delivery was signed more than five minutes ago or ahead.")
    signed = b".".join((webhook_id.encode(), seconds.encode(), body))
    expected = [hmac.digest(secret.encode(), signed, "sha256") for secret in secrets]
    given = [_decoded(text) for text in headers.signature.split(" ")[:MOST_SIGNATURES]]
    # Every pair is compared, so that time says nothing of which one is right.
    matches = [hmac.compare_digest(one, other) for one in expected for other in given]
    if not any(matches):
        raise _refused("No signature of the delivery is by a secret of CHRONOS_WHOP_WEBHOOK_SECRETS.")
    return Delivery(webhook_id, datetime.fromtimestamp(int(seconds), UTC), body)


def _decoded(text: str) -> bytes:
    version, _, encoded = text.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""


def _refused(reason: str) -> NotAllowed:
    return NotAllowed(reason, code="whop_signature_invalid")
