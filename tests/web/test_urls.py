"""Public addresses of videos and moments."""

from uuid import UUID

from chronos.web.urls import moment_url, video_url

VIDEO = UUID("1b4e28ba-2fa1-11d2-883f-0016d3cca427")


def test_video_url_joins_with_one_slash() -> None:
    for public_url in ("https://example.org", "https://example.org/"):
        assert video_url(public_url, VIDEO) == f"https://example.org/videos/{VIDEO}"


def test_moment_url_names_the_second() -> None:
    assert moment_url("https://example.org/", VIDEO, 75.5) == f"https://example.org/videos/{VIDEO}?t=75.5"
