"""Public addresses of videos and moments."""

from uuid import UUID

import pytest

from chronos.videos.page_url import moment_url, seconds_parameter, video_url

VIDEO = UUID("1b4e28ba-2fa1-11d2-883f-0016d3cca427")


def test_video_url_joins_with_one_slash() -> None:
    for public_url in ("https://example.org", "https://example.org/"):
        assert video_url(public_url, VIDEO) == f"https://example.org/videos/{VIDEO}"


def test_moment_url_names_the_second() -> None:
    assert moment_url("https://example.org/", VIDEO, 75.5) == f"https://example.org/videos/{VIDEO}?t=75.5"


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0"), (10, "10"), (100.5, "100.5"), (3.14159, "3.14")])
def test_parameter_has_no_trailing_zeros(seconds: float, shown: str) -> None:
    assert seconds_parameter(seconds) == shown
