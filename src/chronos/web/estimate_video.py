"""Estimate what the transcription of a video takes, for the answer to its upload by whatever door."""

import math
from typing import Self

from pydantic import BaseModel, Field

from chronos import videos
from chronos.app import App
from chronos.db import Tx
from chronos.model import Actor, VideoId
from chronos.usage import Estimate as FoundEstimate
from chronos.usage import estimate_transcription


class Estimate(BaseModel):
    """What transcription takes, against what the month has left; captions take nothing."""

    transcription_minutes: float
    processing_seconds: float | None = Field(
        description="Expected by what was transcribed here before; null: not known yet."
    )
    cost_usd: float
    minutes_left: float = Field(description="Of the month, before this video.")
    fits: bool = Field(description="False: the video will stop before transcription, and can be retried.")

    @classmethod
    def of(cls, found: FoundEstimate) -> Self:
        """Return an estimate of the room in the form of the API."""
        return cls(
            transcription_minutes=found.transcription_seconds / 60,
            processing_seconds=found.processing_seconds,
            cost_usd=float(found.cost_usd),
            minutes_left=found.seconds_left / 60,
            fits=found.fits,
        )

    @property
    def header(self) -> str:
        """The same as a header's value: a dictionary of RFC 8941."""
        numbers = {name: value for name, value in self.model_dump(exclude={"fits"}).items() if value is not None}
        return ", ".join([*(f"{name}={value:.3f}" for name, value in numbers.items()), f"fits=?{int(self.fits)}"])

    @property
    def sentence(self) -> str:
        """The same for people, who add a video that is to be transcribed."""
        needed, left = f"{math.ceil(self.transcription_minutes * 10) / 10:,.1f}", f"{self.minutes_left:,.1f}"
        if not self.fits:
            return f"It needs {needed} minutes of transcription, and the month has {left} left."
        seconds = self.processing_seconds
        time = f", in about {math.ceil(seconds / 60):,} min" if seconds is not None else ""
        return f"{needed} minutes are transcribed{time}; the month has {left} left."


async def estimate_video(tx: Tx, app: App, actor: Actor, video_id: VideoId) -> Estimate | None:
    """Estimate what is still to be transcribed of a video; None for a student, and while its file is not here."""
    ahead = await videos.get_transcription_ahead(tx, video_id) if actor.creator_id is not None else None
    if ahead is None:
        return None
    model = app.settings.transcriber
    return Estimate.of(await estimate_transcription(tx, ahead.seconds, model, is_reserved=ahead.is_reserved))
