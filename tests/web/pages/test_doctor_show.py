"""The doctor's page is the operator's alone."""

import pytest
from pydantic import SecretStr

from chronos.app import App
from chronos.model import Actor
from tests.conftest import ADatabase
from tests.web.conftest import Call, People

OPERATOR = Actor("service_role")


@pytest.fixture(autouse=True)
def owned(app: App, database: ADatabase) -> None:
    """Let the application know how the owner of its tables connects."""
    app.settings = app.settings.model_copy(update={"database_url": SecretStr(database.url)})


async def test_the_operator_sees_every_check_and_no_secret(app: App, browse: Call, database: ADatabase) -> None:
    client, token = browse(None), app.tokens.mint(OPERATOR, 600)
    assert "Service token" in (await client.get("/doctor")).text
    answer = await client.post("/doctor", data={"token": f" {token}\n"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    for check in ("migrations", "row level security", "backups", "disk"):
        assert f'<strong lang="en">{check}</strong>' in answer.text
    for secret in (token, database.url, app.settings.signing_key().get_secret_value()):
        assert secret not in answer.text
    assert "set-cookie" not in answer.headers


async def test_others_see_nothing(app: App, browse: Call, people: People) -> None:
    tokens = [app.tokens.mint(actor) for actor in (people.creator, people.student)]
    for token in (*tokens, app.tokens.mint(OPERATOR, -600), "", "nonsense"):
        for client in (browse(None), browse(people.creator)):
            refused = await client.post("/doctor", data={"token": token})
            assert refused.status_code in (401, 403)
            assert "row level security" not in refused.text
    token = app.tokens.mint(OPERATOR)
    foreign = await browse(None).post("/doctor", data={"token": token}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert (await browse(people.creator).get("/doctor", params={"token": token})).text.count("row level security") == 0
