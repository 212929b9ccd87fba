"""Confirm: ask Whop for the current state of a membership when its event carries no time."""

import asyncio
from dataclasses import dataclass, replace

from chronos.errors import NotFound, ProviderError
from chronos.whop.client import WhopClient
from chronos.whop.membership import MembershipReading
from chronos.whop.read_membership import Unreadable

ASK_SECONDS = 5.0  # with all tries; an event that ends access must not wait longer for Whop's API


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The reading to apply. `is_certain`: Whop answered, and agrees with the event about access."""

    reading: MembershipReading
    is_certain: bool


async def confirm(client: WhopClient, hint: MembershipReading) -> Confirmation:
    """Return the membership's current state from Whop; the hint itself when Whop gives no usable answer.

    An event without a time may be old and delivered late. An answer that contradicts it wins, but is not certain: Whop
    may send an event before its API shows the change.
    """
    try:
        async with asyncio.timeout(ASK_SECONDS):
            answer = await client.get_membership(hint.id)
    except (NotFound, ProviderError, TimeoutError):
        return Confirmation(hint, is_certain=False)
    if isinstance(answer, Unreadable) or not _is_same(hint, answer):
        return Confirmation(hint, is_certain=False)
    is_same_person = hint.user_id == answer.user_id
    reading = replace(answer, name=hint.name, email=hint.email) if is_same_person else answer
    return Confirmation(reading, is_certain=answer.gives_access == hint.gives_access)


def _is_same(hint: MembershipReading, answer: MembershipReading) -> bool:
    """Whether both name the same company, or the same product when the event names no company."""
    if hint.company_id is not None:
        return hint.company_id == answer.company_id
    return hint.product_id in (None, answer.product_id)
