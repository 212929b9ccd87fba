"""Details of a file that its owner declares: the same choices, by the same names and rules, at every door."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from chronos.errors import Invalid
from chronos.text import clean_title
from chronos.videos.caption_files import check_encoding
from chronos.videos.check_language import check_language

MAX_TRACKS = 999

# What each door takes. Captions are a file, or an address where the video is one.
CHOICES = ("title", "language", "captions", "captions_encoding", "audio_track")


@dataclass(frozen=True, slots=True)
class Details:
    """What its owner declares of a file. `file_name` is only shown, never used as a path.

    `captions`: WebVTT or SRT; without `captions_encoding` its encoding is detected.
    """

    title: str | None = None
    file_name: str | None = None
    language: str | None = None
    captions: Path | None = None
    captions_encoding: str | None = None
    audio_track: int | None = None  # its number, from 1; None: the default one, or the one with speech


def check_details(details: Details) -> Details:
    """Return the details as they are kept, None for what is empty.

    Raises Invalid (`title_empty`, `language_invalid`, `encoding_unknown`, `captions_missing`, `audio_track_unknown`).
    """
    check_captions_encoding(details.captions_encoding, has_captions=details.captions is not None)
    check_track(details.audio_track)
    title = clean_title(details.title) if details.title else None
    return replace(details, title=title, language=check_language(details.language))


def read_details(
    fields: Mapping[str, str | None], *, file_name: str | None = None, captions: Path | None = None
) -> Details:
    """Return the choices among the text fields of a form, or of metadata. Raises as `check_details` does."""
    if fields.get("captions"):
        raise Invalid(
            "Captions are a file, not text: send the video first, then its captions to "
            "`PUT /api/v1/videos/{id}/captions`.",
            code="captions_invalid",
        )
    track = (fields.get("audio_track") or "").strip()
    if track and not (track.isascii() and track.isdigit() and len(track) <= len(str(MAX_TRACKS))):
        raise _no_track()
    return check_details(
        Details(
            fields.get("title"),
            file_name,
            fields.get("language"),
            captions,
            fields.get("captions_encoding") or None,
            int(track) if track else None,
        )
    )


def word_not_applied(choices: Collection[str]) -> str | None:
    """Return a sentence about choices, by their names, for a file that the library has already; None without any."""
    if not choices:
        return None
    *others, last = [f"the {choice.replace('_', ' ')}" for choice in choices]
    named = f"{', '.join(others)} and {last}" if others else last
    were = "were" if len(choices) > 1 else "was"
    how = ["change the video's title"] if "title" in choices else []
    how += ["remove the video and add the file again"] if set(choices) - {"title"} else []
    return f"{named[0].upper()}{named[1:]} that came with the file {were} not applied: {', or '.join(how)}."


def check_captions_encoding(name: str | None, *, has_captions: bool) -> None:
    """Raise Invalid: `encoding_unknown`, or `captions_missing` for an encoding of captions that do not come."""
    if name and not has_captions:
        raise Invalid(
            "The encoding of captions is for captions that come with the file: send `captions` too, or leave out "
            "`captions_encoding`.",
            code="captions_missing",
        )
    if name:
        check_encoding(name)


def check_track(number: int | None) -> None:
    """Raise Invalid (`audio_track_unknown`) for a number that no audio track has."""
    if number is not None and not 1 <= number <= MAX_TRACKS:
        raise _no_track()


def _no_track() -> Invalid:
    return Invalid("The field `audio_track` must be a number from 1.", code="audio_track_unknown")
