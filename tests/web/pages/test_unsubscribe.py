"""The page that ends e-mails: one click, without signing in."""

from chronos.db import Database
from tests.web.conftest import Call, People


async def test_one_click_ends_them(api: Call, people: People, db: Database) -> None:
    async with db.as_service("test") as tx:
        await tx.execute(
            "insert into private.notification_people (person_id, creator_id, unsubscribe_secret) "
            "values (%(id)s, %(id)s, repeat('a', 64))",
            {"id": people.creator_id},
        )
    browser, address = api(None), f"/unsubscribe/{'a' * 64}?kind=video.failed"
    page = await browser.get(address)
    assert (page.status_code, ">Unsubscribe</button>" in page.text) == (200, True)
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from private.notification_choices") == []
    # As RFC 8058 has it: from a mail provider's server, without cookies, with another site's origin or none.
    done = await browser.post(
        address,
        content="List-Unsubscribe=One-Click",
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://mail.example.com"},
    )
    assert (done.status_code, "no more of these" in done.text) == (200, True)
    async with db.as_service("test") as tx:
        rows = await tx.fetch("select kind, channel, mode from private.notification_choices")
    assert rows == [{"kind": "video.failed", "channel": "email", "mode": "never"}]
    assert (await browser.get("/unsubscribe/nonsense")).status_code == 404
    assert (await browser.post("/unsubscribe/nonsense")).status_code == 404
