"""Tokens: which claims are trusted, and which are refused."""

import base64
import json
import time
from uuid import uuid4

import jwt
import pytest
from pydantic import SecretStr

from chronos.errors import NotAllowed
from chronos.members import Tokens
from chronos.model import Actor, CreatorId, StudentId

KEY = "k" * 48
TOKENS = Tokens(SecretStr(KEY))
SAM = Actor("authenticated", subject=uuid4(), student_id=StudentId(uuid4()))


def signed(**claims: object) -> str:
    whole = {
        "role": "authenticated",
        "aud": "authenticated",
        "iss": "chronos",
        "exp": time.time() + 36_000,
        "sub": str(uuid4()),
    } | claims
    return jwt.encode({k: v for k, v in whole.items() if v is not None}, KEY, algorithm="HS256")


def test_minted_token_verifies_as_its_actor() -> None:
    assert TOKENS.verify(TOKENS.mint(SAM)) == SAM
    ada = Actor("authenticated", subject=uuid4(), creator_id=CreatorId(uuid4()))
    assert TOKENS.verify(TOKENS.mint(ada)) == ada


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        "a.b.c",
        signed(aud="somebody-else"),
        signed(aud=None),
        signed(exp=None),
        signed(iss=None),
        signed(nbf=time.time() + 3600),
        signed(iat=time.time() + 3600),
        signed(role="postgres"),
        signed(role="chronos_assistant"),
        signed(role=None),
        signed(sub="not-a-uuid"),
        signed(app_metadata={"creator_id": "x"}),
        signed(app_metadata="creator"),
        jwt.encode({"role": "service_role", "aud": "authenticated", "exp": time.time() + 36_000}, "x" * 48, "HS256"),
    ],
)
def test_invalid_token_is_refused(token: str) -> None:
    with pytest.raises(NotAllowed) as error:
        TOKENS.verify(token)
    assert error.value.code == "token_invalid"
    assert KEY not in str(error.value)


def test_expired_token_has_its_own_code() -> None:
    with pytest.raises(NotAllowed) as error:
        TOKENS.verify(signed(exp=time.time() - 3600))
    assert error.value.code == "token_expired"


def test_header_does_not_choose_the_algorithm() -> None:
    claims = {"role": "service_role", "aud": "authenticated", "exp": time.time() + 60}

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    for algorithm in ("none", "None", "HS512"):
        with pytest.raises(NotAllowed):
            TOKENS.verify(f"{part({'alg': algorithm, 'typ': 'JWT'})}.{part(claims)}.")


def test_user_metadata_is_ignored() -> None:
    actor = TOKENS.verify(signed(user_metadata={"creator_id": str(uuid4())}))
    assert actor.creator_id is None
    assert actor.student_id is None


def test_key_is_not_in_the_repr() -> None:
    assert KEY not in repr(TOKENS)
    assert KEY not in repr(TOKENS.__dict__)
