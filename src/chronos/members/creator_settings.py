"""Settings of a creator: get and change them."""

from collections.abc import Collection
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from chronos.db import Tx, load_queries
from chronos.errors import Invalid, NotAllowed
from chronos.model import Actor

_QUERIES = load_queries("chronos.members")

LEAST_SHARE = 0.1
OPERATORS_MODEL = "default"  # as a language model: the one that the operator has set


@dataclass(frozen=True, slots=True)
class CreatorSettings:
    """`time_zone`: where days begin; `completion_share`: of a video, completes it when heard.

    `students_may_mark_done`: whether a student may also say that a video is done. `language_model`: what words the
    answers, by name. `answer_threshold`: the least probability, 0 to 1, with which a question is answered; None: the
    default.
    """

    time_zone: str
    completion_share: float
    students_may_mark_done: bool
    language_model: str = OPERATORS_MODEL
    answer_threshold: float | None = None


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """Settings to change; None keeps the value. `clears_threshold`: the default applies again."""

    time_zone: str | None = None
    completion_share: float | None = None
    students_may_mark_done: bool | None = None
    language_model: str | None = None
    answer_threshold: float | None = None
    clears_threshold: bool = False


async def get_settings(tx: Tx, actor: Actor) -> CreatorSettings:
    """Return the settings of the calling creator as they apply. Raises NotAllowed (`creators_only`)."""
    if actor.creator_id is None:
        raise NotAllowed("Only a creator has these settings.", code="creators_only")
    row = await tx.fetch_one(_QUERIES["get_settings"])
    assert row is not None  # noqa: S101 - functions with out parameters return one row
    return CreatorSettings(**{**row, "language_model": row["language_model"] or OPERATORS_MODEL})


async def change_settings(
    tx: Tx, actor: Actor, change: SettingsChange, *, language_models: Collection[str] = ()
) -> CreatorSettings:
    """Change settings and return all; `language_models`: those that the operator allows.

    Raises NotAllowed (`creators_only`), Invalid (`setting_invalid`).
    """
    await get_settings(tx, actor)
    share, zone, threshold = change.completion_share, change.time_zone, change.answer_threshold
    if share is not None and not LEAST_SHARE <= share <= 1:
        raise Invalid(f"The share that completes a video is a number from {LEAST_SHARE} to 1.", code="setting_invalid")
    if zone is not None and not await tx.fetch(_QUERIES["find_time_zone"], {"name": zone}):
        raise Invalid(f"{zone!r} is not a time zone; write a name such as Europe/Berlin.", code="setting_invalid")
    model = change.language_model
    if model is not None and model not in (*language_models, OPERATORS_MODEL):
        raise Invalid(
            f"{model!r} is not among the language models of this installation: "
            f"{', '.join([OPERATORS_MODEL, *language_models])}.",
            code="setting_invalid",
        )
    if threshold is not None and not 0 <= threshold <= 1:
        raise Invalid("The threshold for an answer is a number from 0 to 1.", code="setting_invalid")
    values = {
        "time_zone": zone,
        "completion_share": share,
        "students_may_mark_done": change.students_may_mark_done,
        "language_model": model,
        "answer_threshold": threshold,
    }
    chosen = {name: value for name, value in values.items() if value is not None}
    cleared = ["answer_threshold"] if change.clears_threshold else []
    await tx.execute(
        _QUERIES["change_settings"], {"creator_id": actor.creator_id, "chosen": Jsonb(chosen), "cleared": cleared}
    )
    return await get_settings(tx, actor)
