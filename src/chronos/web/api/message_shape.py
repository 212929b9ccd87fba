"""The form of a message in the API."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field

from chronos import chat
from chronos.web.api.shapes import Citation

PathMessageId = Annotated[UUID, Path(description="Id of the message.")]


class Message(BaseModel):
    """A question or an answer. `covered`, `model` and `searched_for` are set on answers only."""

    id: UUID
    parent_id: UUID | None = Field(description="The message that it follows; null: the session begins with it.")
    role: str
    content: str
    citations: list[Citation]
    covered: bool | None
    notice: str | None = Field(
        description="A sentence that ends the content, e.g. that the month's answers are used up and until when."
    )
    searched_for: str | None = Field(description="The question as it was understood, with what earlier turns lent it.")
    model: str | None
    input_tokens: int | None = Field(description="Tokens that models read for the answer; null: none is known.")
    output_tokens: int | None = Field(description="Tokens that models wrote for the answer; null: none is known.")
    cost_usd: Decimal | None = Field(
        description="What these tokens cost, also of an answer that was stopped or failed."
    )
    created_at: datetime
    is_stopped: bool = Field(description="Whether the answer ended before it was complete.")
    is_withheld: bool = Field(
        description="Whether the answer cites a video that you cannot play now; neither text nor citations are shown."
    )

    versions: list[UUID] = Field(
        [],
        description="In a list: all versions of this message, oldest first, where a question was edited or answered "
        "again.",
    )

    @classmethod
    def of(cls, message: chat.Message, public_url: str) -> Self:
        """Present a message of the room."""
        same = {name: getattr(message, name) for name in cls.model_fields if name not in ("citations", "versions")}
        return cls(**same, citations=[Citation.of(citation, public_url) for citation in message.citations])
