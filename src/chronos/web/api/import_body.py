"""The JSON body that adds a video by its address, an alternative to the upload form."""

from typing import Annotated

from pydantic import Field

from chronos.videos import LANGUAGE_PATTERN, MAX_LANGUAGE_CHARACTERS, MAX_TRACKS, MAX_URL_CHARACTERS
from chronos.web.api.shapes import Body, Title
from chronos.web.json_values import WholeNumber
from chronos.web.word_fault import WEB_ADDRESS

_Address = Annotated[str, Field(max_length=MAX_URL_CHARACTERS, pattern=WEB_ADDRESS)]


class ImportBody(Body):
    """A media file on the public web, with optional WebVTT or SRT captions."""

    url: _Address = Field(description="http or https address of a video or audio file.")
    title: Title | None = Field(default=None, description="Default: the file's name.")
    language: str | None = Field(
        default=None,
        max_length=MAX_LANGUAGE_CHARACTERS,
        pattern=LANGUAGE_PATTERN,
        description="Spoken language, e.g. `en`; default: detected.",
    )
    captions_url: _Address | None = Field(
        default=None, description="Address of captions to use instead of transcribing."
    )
    captions_encoding: str | None = Field(
        default=None,
        max_length=40,
        description="Encoding of the captions, e.g. `windows-1251`; default: detected.",
    )
    audio_track: WholeNumber | None = Field(
        default=None,
        ge=1,
        le=MAX_TRACKS,
        description="Number of the audio track to transcribe, from 1; default: the default track, or the first with "
        "speech when that has none.",
    )
