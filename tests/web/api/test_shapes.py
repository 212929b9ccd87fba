"""Records that several endpoints share."""

from uuid import uuid4

import pytest
from pydantic import ValidationError

from chronos.chat import Citation as Quoted
from chronos.model import VideoId
from chronos.web.api.shapes import Body, Citation


def test_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Body.model_validate({"titel": "x"})


def test_citation_links_to_its_play_seconds() -> None:
    video = VideoId(uuid4())
    quoted = Quoted(video, uuid4(), "Aperture", start_seconds=12.0, end_seconds=15.0, play_seconds=10.5, text="A hole.")
    citation = Citation.of(quoted, "https://example.org")
    assert citation.url == f"https://example.org/videos/{video}?t=10.5"
    assert (citation.start_seconds, citation.end_seconds, citation.text) == (12.0, 15.0, "A hole.")
