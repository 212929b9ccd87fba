"""Settings of a creator: get and change them."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StrictBool, StrictFloat

from chronos import members
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Owner, Program, Running
from chronos.web.off_loop import OffLoopRoute
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(prefix="/settings", tags=["settings"], route_class=OffLoopRoute)

ZONE = "Where days begin, e.g. `Europe/Berlin`."
SHARE = "Share of a video that completes it when it is heard."
MARKING = "Whether students may mark videos as done."
MODEL = "What words the answers: `default`, or the name of a language model that the operator allows."
THRESHOLD = "Least probability with which a question is answered instead of reported as not covered; null: the default."


class Settings(BaseModel):
    """Settings of a creator as they apply."""

    time_zone: str = Field(description=ZONE)
    completion_share: float = Field(description=SHARE)
    students_may_mark_done: bool = Field(description=MARKING)
    language_model: str = Field(description=MODEL)
    answer_threshold: float | None = Field(description=THRESHOLD)


class SettingsChange(Body):
    """Fields to change; omitted fields keep their value. Null brings the default of `answer_threshold` back."""

    time_zone: Annotated[str, Field(max_length=100, pattern=WITHOUT_NUL, description=ZONE)] | None = None
    completion_share: Annotated[StrictFloat, Field(ge=0.1, le=1, description=SHARE)] | None = None
    students_may_mark_done: StrictBool | None = Field(None, description=MARKING)
    language_model: Annotated[str, Field(max_length=200, pattern=WITHOUT_NUL, description=MODEL)] | None = None
    answer_threshold: Annotated[StrictFloat, Field(ge=0, le=1, description=THRESHOLD)] | None = None


@router.get("", operation_id="get_settings", summary="Get a creator's settings")
async def get_settings(app: Running, actor: Program) -> Settings:
    """Return the settings of the calling creator."""
    async with app.db.acting_as(actor) as tx:
        return Settings(**asdict(await members.get_settings(tx, actor)))


@router.patch("", operation_id="change_settings", summary="Change a creator's settings", responses=problems(400, 413))
async def change_settings(body: SettingsChange, app: Running, actor: Owner) -> Settings:
    """Change settings of the calling creator and return all."""
    clears = "answer_threshold" in body.model_fields_set and body.answer_threshold is None
    change = members.SettingsChange(**body.model_dump(), clears_threshold=clears)
    async with app.db.acting_as(actor) as tx:
        allowed = app.providers.language_models
        return Settings(**asdict(await members.change_settings(tx, actor, change, language_models=allowed)))
