"""The event that ends an answer."""

import json
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from chronos.model import SessionId
from chronos.web.api.answer_stream import done_event, events_address
from tests.chat.test_shown_path import a_message
from tests.web.api.test_message_shape import CITED


def test_done_has_the_message_with_usage_cost_and_citations() -> None:
    stored = replace(a_message(2, 1, "assistant"), citations=[CITED], input_tokens=1000, output_tokens=20)
    name, data = done_event(replace(stored, cost_usd=Decimal("0.0033")), "https://x.org")
    ended = json.loads(data)
    assert (name, ended["usage"]) == ("done", {"input_tokens": 1000, "output_tokens": 20})
    assert ended["cost_usd"] == ended["message"]["cost_usd"] == "0.0033"
    assert ended["citations"] == ended["message"]["citations"]
    assert "\n" not in data


def test_an_answer_is_resumed_at_its_address() -> None:
    address = events_address(SessionId(UUID(int=1)), UUID(int=2))
    assert address == f"/api/v1/chat/sessions/{UUID(int=1)}/messages/{UUID(int=2)}/events"
