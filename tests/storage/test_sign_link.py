"""Signed links: what they hold, and what makes them worthless."""

import base64
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import uuid4

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from chronos.errors import Invalid, NotAllowed
from chronos.members import Tokens
from chronos.model import ANONYMOUS, Actor, CreatorId, StudentId
from chronos.storage.sign_link import MAX_LIFETIME_SECONDS, Links, Purpose

KEY = SecretStr("a key that is long enough for tests, and known")
LINKS = Links(KEY)
CREATOR = Actor("authenticated", subject=uuid4(), creator_id=CreatorId(uuid4()))
STUDENT = Actor("authenticated", subject=uuid4(), student_id=StudentId(uuid4()))
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


def refused(token: str, code: str, *, bucket: str = "videos", name: str = "a/b.mp4", links: Links = LINKS) -> str:
    with pytest.raises(NotAllowed) as caught:
        links.verify("download", token, bucket, name)
    assert caught.value.code == code
    return str(caught.value)


@pytest.mark.parametrize("actor", [CREATOR, STUDENT, ANONYMOUS, Actor("service_role")])
def test_it_says_whose_it_is(actor: Actor) -> None:
    for purpose in PURPOSES:
        for upsert in (False, True):
            link = LINKS.sign(purpose, actor, "videos", "a/b.mp4", 60, upsert=upsert)
            signed = LINKS.verify(purpose, link.token, "videos", "a/b.mp4")
            assert (signed.actor, signed.upsert) == (actor, upsert)
            assert link.expires_at - datetime.now(UTC) <= timedelta(seconds=60)


def test_it_is_good_for_one_use_of_one_object() -> None:
    for made, used in itertools.permutations(PURPOSES, 2):
        with pytest.raises(NotAllowed, match="not one for this use"):
            LINKS.verify(used, LINKS.sign(made, CREATOR, "videos", "a/b.mp4", 60).token, "videos", "a/b.mp4")
    token = LINKS.sign("download", CREATOR, "videos", "a/b.mp4", 60).token
    for bucket, name in (
        ("videos", "a/c.mp4"),
        ("thumbnails", "a/b.mp4"),
        ("videos", "a/b.mp4/"),
        ("videos", "A/b.mp4"),
    ):
        assert "another object" in refused(token, "link_invalid", bucket=bucket, name=name)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_altered_in_each_part(part: int) -> None:
    parts = LINKS.sign("download", STUDENT, "videos", "a/b.mp4", 60).token.split(".")
    for place in range(len(parts[part])):
        altered = parts.copy()
        other = "A" if parts[part][place] != "A" else "B"
        altered[part] = parts[part][:place] + other + parts[part][place + 1 :]
        if base64.urlsafe_b64decode(altered[part] + "==") == base64.urlsafe_b64decode(parts[part] + "=="):
            continue  # the last character has bits that mean nothing
        refused(".".join(altered), "link_invalid")
    for broken in (parts[:part] + parts[part + 1 :], [*parts[:part], "", *parts[part + 1 :]]):
        refused(".".join(broken), "link_invalid")


def test_another_actor_or_time_needs_another_signature() -> None:
    head, _, signature = LINKS.sign("download", STUDENT, "videos", "a/b.mp4", 60).token.split(".")
    claims = {"purpose": "download", "url": "videos/a/b.mp4", "actor": {"role": "service_role"}, "iat": 0, "exp": 2**40}
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    refused(f"{head}.{body}.{signature}", "link_invalid")
    refused(jwt.encode(claims, "another key, also long enough for this", algorithm="HS256"), "link_invalid")
    refused(jwt.encode(claims, "", algorithm="none"), "link_invalid")


def test_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("chronos.storage.sign_link.time.time", lambda: 1_700_000_000.0)
        token = LINKS.sign("download", STUDENT, "videos", "a/b.mp4", 60).token
    assert refused(token, "link_expired").startswith('"exp" claim timestamp check failed')


def test_neither_kind_of_token_is_the_other() -> None:
    tokens = Tokens(KEY)
    refused(tokens.mint(CREATOR), "link_invalid")
    with pytest.raises(NotAllowed) as caught:
        tokens.verify(LINKS.sign("download", CREATOR, "videos", "a/b.mp4", 60).token)
    assert caught.value.code == "token_invalid"
    other = Links(SecretStr("another key that is long enough for tests"))
    refused(LINKS.sign("download", CREATOR, "videos", "a/b.mp4", 60).token, "link_invalid", links=other)


@pytest.mark.parametrize(
    "actor", [None, [], {}, {"role": "postgres"}, {"role": "anon", "sub": "x"}, {"role": ["anon"]}]
)
def test_one_of_ours_that_says_nonsense(actor: object) -> None:
    claims = {"purpose": "download", "url": "videos/a/b.mp4", "actor": actor, "iat": 0, "exp": 2**40}
    refused(jwt.encode(claims, LINKS._key, algorithm="HS256"), "link_invalid")


@pytest.mark.parametrize("seconds", [0, -1, MAX_LIFETIME_SECONDS + 1, 1e300, float("nan")])
def test_lifetimes(seconds: float) -> None:
    with pytest.raises(Invalid):
        LINKS.sign("download", STUDENT, "videos", "a/b.mp4", seconds)


@given(st.text())
def test_any_text_is_refused(token: str) -> None:
    refused(token, "link_invalid")
