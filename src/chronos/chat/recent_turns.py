"""Choose the recent turns that a language model reads: as many as fit into a budget of tokens."""

from collections.abc import Sequence

from chronos.chat.resolve_follow_up import Exchange
from chronos.model import VideoId
from chronos.providers.language import Turn

TURN_TOKENS = 1_500  # of all turns together
TOKEN_BYTES = 4  # of a usual text


def recent_exchanges(exchanges: Sequence[Exchange], tokens: int = TURN_TOKENS) -> list[Exchange]:
    """Return the last exchanges that fit, whole and oldest first, without those whose answer is withheld or missing."""
    chosen: list[Exchange] = []
    left = tokens * TOKEN_BYTES
    for exchange in reversed([one for one in exchanges if one.answer]):
        left -= len((exchange.question + exchange.answer).encode())
        if left < 0:
            break
        chosen.append(exchange)
    return chosen[::-1]


def list_turns(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Return the turns of exchanges, in order."""
    return tuple(turn for one in exchanges for turn in (Turn("user", one.question), Turn("assistant", one.answer)))


def videos_in(exchanges: Sequence[Exchange]) -> tuple[VideoId, ...]:
    """Return the videos whose words are in exchanges: a new answer that reads them is bound to these videos."""
    used = [[citation.video_id for citation in one.citations] + list(one.carried_video_ids) for one in exchanges]
    return tuple(dict.fromkeys(video for ids in used for video in ids))
