"""A message as the API shows it."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from chronos.chat import Citation
from chronos.model import VideoId
from chronos.web.api.message_shape import Message
from tests.chat.test_shown_path import a_message

CITED = Citation(VideoId(UUID(int=8)), UUID(int=9), "Shutter", 75.5, 80.0, 75.5, "Use a 500th of a second.")


def test_a_message_links_to_what_it_cites_and_hides_what_it_was_lent() -> None:
    stored = replace(a_message(2, 1, "assistant"), citations=[CITED], cost_usd=Decimal("0.0036"))
    shown = Message.of(stored, "https://x.org").model_dump(mode="json")
    assert shown["citations"][0]["url"] == f"https://x.org/videos/{CITED.video_id}?t=75.5"
    assert (shown["cost_usd"], shown["parent_id"], shown["versions"]) == ("0.0036", str(UUID(int=1)), [])
    assert "carried_video_ids" not in shown
