"""Fields and records that several endpoints share."""

from dataclasses import asdict
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from chronos import chat
from chronos.search import MAX_QUERY_CHARACTERS
from chronos.text import MAX_TITLE_CHARACTERS
from chronos.videos import moment_url
from chronos.web.word_fault import WITH_TEXT

MAX_FIELDS = 50

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUERY_CHARACTERS, pattern=WITH_TEXT)]
Title = Annotated[str, Field(min_length=1, max_length=MAX_TITLE_CHARACTERS, pattern=WITH_TEXT)]
VideoIds = Annotated[
    list[UUID],
    Field(min_length=1, max_length=1000, description="Ids of the videos to use; default: the whole library."),
]
PathVideoId = Annotated[UUID, Path(description="Id of the video.")]
_SEARCHED = Query(min_length=1, max_length=200, pattern=WITH_TEXT, description="Words that must all be there.")
SearchedWords = Annotated[str, _SEARCHED]
OptionalSearchedWords = Annotated[str | None, _SEARCHED]  # of a union within, the description would be lost
PathSessionId = Annotated[UUID, Path(description="Id of the session.")]
Cursor = Annotated[
    UUID | None, Query(description="`next_cursor` of the previous page; default: start with the first page.")
]


class Body(BaseModel):
    """The body of a request. An unknown field is refused: a misspelt one would be lost in silence."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _few_fields(cls, data: object) -> object:
        # Each unknown one would become an entry of the answer.
        if isinstance(data, dict) and len(data) > MAX_FIELDS:
            raise ValueError(f"there are more than {MAX_FIELDS} fields")
        return data


class Citation(BaseModel):
    """Quoted sentences, said from `start_seconds` to `end_seconds`; `url` starts playing at `play_seconds`.

    `best_text` is the part of `text` that comes closest to the question, and `best_start_seconds` when it is said.
    """

    video_id: UUID
    chunk_id: UUID
    title: str
    start_seconds: float
    end_seconds: float
    play_seconds: float
    text: str
    best_text: str | None = None
    best_start_seconds: float | None = None
    url: str

    @classmethod
    def of(cls, citation: chat.Citation, public_url: str) -> Self:
        """Present a citation of the chat room."""
        url = moment_url(public_url, citation.video_id, citation.play_seconds)
        return cls(**asdict(citation), url=url)
