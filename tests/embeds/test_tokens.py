"""Tokens of embeds: signed, short, renewed within one visit, and no token of anything else."""

import time
from uuid import uuid4

import jwt
import pytest
from pydantic import SecretStr

from chronos.embeds import TOKEN_LIFETIME_SECONDS, VISIT_LIFETIME_SECONDS, EmbedTokens
from chronos.errors import NotAllowed
from chronos.members import Tokens
from chronos.model import Actor

KEY = SecretStr("k" * 40)
EMBED = uuid4()


@pytest.fixture
def tokens() -> EmbedTokens:
    return EmbedTokens(KEY)


def refused(tokens: EmbedTokens, token: str) -> str:
    with pytest.raises(NotAllowed) as error:
        tokens.read(token)
    return error.value.code


def test_a_token_names_an_embed_and_a_visitor(tokens: EmbedTokens) -> None:
    first, second = (tokens.read(tokens.begin(EMBED).token) for _ in range(2))
    assert first.embed_id == second.embed_id == EMBED
    assert first.visitor_id != second.visitor_id


def test_a_token_lasts_an_hour_at_most(tokens: EmbedTokens) -> None:
    made = tokens.begin(EMBED)
    assert abs(made.expires_at.timestamp() - time.time() - TOKEN_LIFETIME_SECONDS) < 60
    visit = tokens.read(made.token)
    assert abs(visit.ends - time.time() - VISIT_LIFETIME_SECONDS) < 60


def test_a_renewed_token_is_of_the_same_visit(tokens: EmbedTokens) -> None:
    made = tokens.begin(EMBED)
    assert tokens.read(tokens.renew(made.token).token) == tokens.read(made.token)


def test_no_token_outlives_its_visit(tokens: EmbedTokens, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tokens.begin(EMBED)
    visit = tokens.read(made.token)
    monkeypatch.setattr("chronos.embeds.tokens.VISIT_LIFETIME_SECONDS", 0)
    assert refused(tokens, tokens.begin(EMBED).token) == "embed_token_expired"
    assert visit.ends >= made.expires_at.timestamp()


def test_tokens_of_the_api_are_none_of_embeds_and_the_reverse(tokens: EmbedTokens) -> None:
    of_api = Tokens(KEY)
    assert refused(tokens, of_api.mint(Actor("authenticated", subject=uuid4()))) == "embed_token_invalid"
    with pytest.raises(NotAllowed):
        of_api.verify(tokens.begin(EMBED).token)


@pytest.mark.parametrize("claims", [{}, {"embed": "x"}, {"embed": 1}, {"ends": "x"}, {"visitor": None}])
def test_forged_tokens_are_refused(tokens: EmbedTokens, claims: dict[str, object]) -> None:
    whole = {"embed": str(EMBED), "visitor": str(uuid4()), "ends": int(time.time()) + 60, "exp": int(time.time()) + 60}
    assert (
        refused(tokens, jwt.encode(whole, "another key of forty characters, or more", "HS256")) == "embed_token_invalid"
    )
    assert refused(tokens, jwt.encode(whole, "", "none")) == "embed_token_invalid"
    if claims:
        own = tokens._key
        assert refused(tokens, jwt.encode(whole | claims, own, "HS256")) == "embed_token_invalid"
    assert refused(tokens, "") == "embed_token_invalid"
