"""Settings of a creator apply to its own school alone, and only values that are used are stored."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotAllowed
from chronos.members import CreatorSettings, SettingsChange, change_settings, get_settings
from chronos.model import Actor
from tests.factories import a_creator, a_student, as_creator, as_student

DEFAULTS = CreatorSettings("UTC", 0.9, False)


async def test_settings_are_changed_one_by_one(db: Database, creator: Actor) -> None:
    async with db.as_service("test") as tx:
        bob = as_creator(await a_creator(tx, name="Bob"))
        await tx.execute('update creators set settings = \'{"theme": "dark"}\'')
    async with db.acting_as(creator) as tx:
        assert await get_settings(tx, creator) == DEFAULTS
        await change_settings(tx, creator, SettingsChange(time_zone="Europe/Berlin"))
        changed = await change_settings(tx, creator, SettingsChange(None, 0.5, True, answer_threshold=0.0))
        assert changed == CreatorSettings("Europe/Berlin", 0.5, True, answer_threshold=0.0)
        assert (await change_settings(tx, creator, SettingsChange(students_may_mark_done=False))).time_zone != "UTC"
        assert (await change_settings(tx, creator, SettingsChange(clears_threshold=True))).answer_threshold is None
        [row] = await tx.fetch("select settings ->> 'theme' as theme from creators")
        assert row["theme"] == "dark"
    async with db.acting_as(bob) as tx:
        assert await get_settings(tx, bob) == DEFAULTS


async def test_a_creator_chooses_among_the_models_that_the_operator_allows(db: Database, creator: Actor) -> None:
    allowed = ["extractive", "openai:x"]
    async with db.acting_as(creator) as tx:
        chosen = SettingsChange(language_model="openai:x")
        assert (await change_settings(tx, creator, chosen, language_models=allowed)).language_model == "openai:x"
        back = SettingsChange(language_model="default")
        assert (await change_settings(tx, creator, back, language_models=allowed)).language_model == "default"
    with pytest.raises(Invalid, match="language models of this installation: default, extractive, openai:x"):
        async with db.acting_as(creator) as tx:
            await change_settings(tx, creator, SettingsChange(language_model="openai:y"), language_models=allowed)


@pytest.mark.parametrize(
    "change",
    [
        SettingsChange(time_zone="Europe/Atlantis"),
        SettingsChange(time_zone=""),
        SettingsChange(time_zone="CEST"),
        SettingsChange(completion_share=0),
        SettingsChange(completion_share=1.01),
        SettingsChange(completion_share=float("nan")),
        SettingsChange(answer_threshold=-0.1),
        SettingsChange(answer_threshold=float("nan")),
    ],
)
async def test_values_that_would_not_be_used_are_refused(db: Database, creator: Actor, change: SettingsChange) -> None:
    with pytest.raises(Invalid) as caught:
        async with db.acting_as(creator) as tx:
            await change_settings(tx, creator, change)
    assert caught.value.code == "setting_invalid"


async def test_a_student_has_none(db: Database, creator: Actor) -> None:
    assert creator.creator_id
    async with db.as_service("test") as tx:
        student = as_student(await a_student(tx, creator.creator_id))
    with pytest.raises(NotAllowed):
        async with db.acting_as(student) as tx:
            await change_settings(tx, student, SettingsChange(students_may_mark_done=True))
