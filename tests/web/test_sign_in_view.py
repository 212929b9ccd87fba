"""The sign-in page offers what is set up."""

from pydantic import SecretStr

from chronos.app import App
from chronos.web.sign_in_view import sign_in_values


async def test_only_configured_ways_are_offered(app: App) -> None:
    values = sign_in_values(app, "/")
    assert (values["can_mail"], values["providers"]) == (False, [])


async def test_providers_have_names_that_people_know(app: App) -> None:
    app.settings = app.settings.model_copy(
        update={
            "smtp_url": SecretStr("smtp://mail.example.com"),
            "whop_app_id": "app_x",
            "oidc_issuer": "https://accounts.google.com",
            "oidc_client_id": "x",
        }
    )
    values = sign_in_values(app, "/videos/x?t=3")
    assert values["can_mail"]
    assert values["providers"] == [
        ("Whop", "/sign-in/with/whop?next=%2Fvideos%2Fx%3Ft%3D3"),
        ("Google", "/sign-in/with/openid?next=%2Fvideos%2Fx%3Ft%3D3"),
    ]
