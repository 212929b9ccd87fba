"""Understand a question of a conversation: make it stand alone, and choose the turns that a model reads with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from chronos.chat.recent_turns import list_turns, recent_exchanges, videos_in
from chronos.chat.resolve_follow_up import Exchange, Standalone, points_back, resolve_follow_up
from chronos.chat.rewrite_question import describe_conversation, rewrite_question
from chronos.chat.store_question import Asked
from chronos.chat.stream_answer import Answerer
from chronos.db import Database
from chronos.model import Actor, VideoId
from chronos.providers.language import Turn
from chronos.search import read_around


@dataclass(frozen=True, slots=True)
class Understood:
    """What to search for, the turns before it, and the videos whose words are in either."""

    searched_for: str
    turns: Sequence[Turn] = ()
    carried_video_ids: tuple[VideoId, ...] = ()


async def understand_question(
    db: Database, answerer: Answerer, actor: Actor, asked: Asked, answer_id: UUID
) -> Understood:
    """Return the question as it stands alone: by the language model if it generates text, else by the stated rule."""
    model = answerer.language_model
    exchanges = recent_exchanges(asked.before) if model.generates else []
    if not exchanges:
        standalone = await _resolve(db, actor, asked)
        return Understood(standalone.text, (), standalone.carried_video_ids)
    conversation = describe_conversation(exchanges, asked.content)
    text = await rewrite_question(db, model, actor, answerer.prices, conversation, answer_id)
    standalone = Standalone(text) if text is not None else await _resolve(db, actor, asked)
    carried = dict.fromkeys([*standalone.carried_video_ids, *videos_in(exchanges)])
    return Understood(standalone.text, list_turns(exchanges), tuple(carried))


async def _resolve(db: Database, actor: Actor, asked: Asked) -> Standalone:
    if asked.before:
        return resolve_follow_up(asked.content, asked.before)
    session = asked.session
    if session.context_at_seconds is None or not session.context_video_ids or not points_back(asked.content):
        return Standalone(asked.content)
    # "What does this mean?" is about what was just said.
    [video_id] = session.context_video_ids
    async with db.acting_as(actor) as tx:
        said = await read_around(tx, video_id, session.context_at_seconds)
    return resolve_follow_up(asked.content, [Exchange("", said, carried_video_ids=(video_id,))])
