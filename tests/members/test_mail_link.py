"""Links by e-mail: to members alone, in a number that fills no mailbox, and without a word to anybody else."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from chronos.db import Database
from chronos.errors import Invalid, NotFound, OverLimit, ProviderError
from chronos.members import (
    Person,
    StaffChange,
    change_staff,
    count_mail_request,
    find_person,
    invite,
    list_schools,
    mail_invitation,
    mail_sign_in_link,
    resume_sign_in,
    sign_in_by_link,
)
from chronos.members import mail_link as module
from chronos.model import Actor, StudentId
from chronos.providers.mail import Mailer, Message, SmtpMailer
from chronos.server_address import read_smtp_url
from tests.factories import a_creator, a_staff_member, a_student, as_creator, as_staff, as_student
from tests.mail_server import MailServer, mail_server

SITE = "https://learn.example.com"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def mailer(mail: MailServer) -> Mailer:
    return SmtpMailer(read_smtp_url(mail.url), "school@example.com")


async def a_member(db: Database, *, email: str | None = "sam@example.com", is_active: bool = True) -> StudentId:
    async with db.as_service("test") as tx:
        student = await a_student(tx, await a_creator(tx, name="Ada"), is_active=is_active)
        await tx.execute("update students set email = %(e)s where id = %(id)s", {"e": email, "id": student})
    return student


def secret_in(mail: MailServer) -> str:
    text = mail.messages[-1].get_content()
    return str(text.partition(f"{SITE}/sign-in/")[2].split()[0].partition("?")[0])


async def test_the_link_of_a_message_signs_its_person_in(db: Database, mail: MailServer, mailer: Mailer) -> None:
    student = await a_member(db)
    await mail_sign_in_link(db, mailer, "SAM@example.com", SITE, "?next=%2Fsessions")
    [message] = mail.messages
    assert mail.recipients == [["sam@example.com"]]
    assert message["Subject"] == "Sign in to Ada"
    assert "Hello Sam," in message.get_content()
    assert "?next=%2Fsessions" in message.get_content()
    made = await sign_in_by_link(db, secret_in(mail), "Firefox")
    assert (await resume_sign_in(db, made)).actor == as_student(student)
    assert [school.school for school in await list_schools(db, made)] == ["Ada"]


@pytest.mark.parametrize(("email", "is_active"), [("eve@example.com", True), (None, True), ("sam@example.com", False)])
async def test_others_get_nothing(
    db: Database, mail: MailServer, mailer: Mailer, email: str | None, is_active: bool
) -> None:
    await a_member(db, email=email, is_active=is_active)
    await mail_sign_in_link(db, mailer, "sam@example.com", SITE)
    assert mail.messages == []
    async with db.as_service("test") as tx:
        assert await tx.fetch("select from private.sign_in_links") == []


async def test_requests_are_counted_alike_for_members_and_strangers(db: Database) -> None:
    await a_member(db)
    for address in ("sam@example.com", "stranger@example.com"):
        for number in range(3):
            assert await count_mail_request(db, f" {address.title()} ", f"192.0.2.{number}") == address.title()
        with pytest.raises(OverLimit) as refusal:
            await count_mail_request(db, address, "192.0.2.9")
        assert refusal.value.code == "rate_limited"
        assert 500 < (refusal.value.retry_after_seconds or 0) <= 600
    async with db.as_service("test") as tx:
        assert "example.com" not in str(await tx.fetch("select * from private.rate_buckets"))


async def test_a_network_asks_for_a_limited_number(db: Database) -> None:
    for number in range(20):
        await count_mail_request(db, f"person{number}@example.com", "192.0.2.1")
    with pytest.raises(OverLimit):
        await count_mail_request(db, "sam@example.com", "192.0.2.1")
    await count_mail_request(db, "sam@example.com", "192.0.2.2")  # her address lost nothing by it


async def test_invalid_addresses_are_refused(db: Database) -> None:
    with pytest.raises(Invalid):
        await count_mail_request(db, "nonsense", "192.0.2.1")


class _Away:
    """A mail server that is away for a number of tries."""

    def __init__(self, tries: int, code: str = "mail_unavailable") -> None:
        self.tries, self.code = tries, code
        self.sent: list[Message] = []
        self.asked = 0

    async def send(self, message: Message) -> None:
        self.asked += 1
        if self.asked <= self.tries:
            raise ProviderError("The server is away.", code=self.code)
        self.sent.append(message)


@pytest.mark.parametrize(
    ("away", "asked", "sent"), [(_Away(2), 3, 1), (_Away(9), 3, 0), (_Away(9, "mail_refused"), 1, 0)]
)
async def test_a_server_that_is_away_is_tried_again(
    db: Database, monkeypatch: pytest.MonkeyPatch, away: _Away, asked: int, sent: int
) -> None:
    monkeypatch.setattr(module, "TRIES_AFTER_SECONDS", (0.0, 0.0, 0.0))
    await a_member(db)
    await mail_sign_in_link(db, away, "sam@example.com", SITE)
    assert (away.asked, len(away.sent)) == (asked, sent)


async def test_the_operator_invites(db: Database, mail: MailServer, mailer: Mailer) -> None:
    student = await a_member(db)
    assert await mail_invitation(db, mailer, Person("student", student, "Sam"), SITE) == "sam@example.com"
    assert mail.messages[0]["Subject"] == "Your invitation to Ada"
    made = await sign_in_by_link(db, secret_in(mail), "Firefox")
    assert (await resume_sign_in(db, made)).actor == as_student(student)


async def test_an_invitation_without_an_address_is_refused(db: Database, mail: MailServer, mailer: Mailer) -> None:
    student = await a_member(db, email=None)
    with pytest.raises(Invalid, match="Sam has no e-mail address"):
        await mail_invitation(db, mailer, Person("student", student, "Sam"), SITE)
    assert mail.messages == []


async def test_who_may_invite_whom(db: Database, mail: MailServer, mailer: Mailer) -> None:
    async with db.as_service("test") as tx:
        ada, bob = await a_creator(tx, name="Ada"), await a_creator(tx, name="Bob")
        ed = await a_staff_member(tx, ada, "editor", email="ed@example.com")
        vi = await a_staff_member(tx, ada, "viewer", email="vi@example.com")
        sam, gone = await a_student(tx, ada), await a_student(tx, ada, is_active=False)
        tim = await a_student(tx, bob)
        await tx.execute("update students set email = id || '@example.com'")
    owner, editor, viewer = as_creator(ada), as_staff(ada, ed), as_staff(ada, vi)
    for actor, person in ((owner, sam), (owner, ed), (editor, sam)):
        assert "@example.com" in await invite(db, mailer, actor, person, SITE)
    assert len(mail.messages) == 3
    refused: list[tuple[Actor, UUID]] = [
        (editor, vi), (viewer, sam), (viewer, ed), (as_student(sam), sam), (owner, tim), (owner, gone),
        (as_creator(bob), sam), (as_creator(bob), ed), (owner, uuid4()),
    ]  # fmt: skip
    for actor, person in refused:
        with pytest.raises(NotFound):
            await invite(db, mailer, actor, person, SITE)
    with pytest.raises(Invalid):
        await invite(db, mailer, owner, ada, SITE)
    await invite(db, mailer, owner, sam, SITE)
    with pytest.raises(OverLimit):
        await invite(db, mailer, owner, sam, SITE)


async def test_a_link_to_a_former_address_opens_nothing(db: Database, mail: MailServer, mailer: Mailer) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        ed = await a_staff_member(tx, ada, "editor", email="typo@example.com")
    await invite(db, mailer, as_creator(ada), ed, SITE)
    sent = secret_in(mail)
    async with db.acting_as(as_creator(ada)) as tx:
        await change_staff(tx, ada, ed, StaffChange(email="ed@example.com"))
    with pytest.raises(NotFound):
        await sign_in_by_link(db, sent, "Firefox")
    await mail_sign_in_link(db, mailer, "ed@example.com", SITE)
    assert (await resume_sign_in(db, await sign_in_by_link(db, secret_in(mail), "Firefox"))).actor == as_staff(ada, ed)


async def test_the_invitation_of_a_creator_goes_to_whom_it_signs_in(
    db: Database, mail: MailServer, mailer: Mailer
) -> None:
    async with db.as_service("test") as tx:
        ada = await a_creator(tx)
        olga = await a_staff_member(tx, ada, "owner", email="olga@example.com")
        await tx.execute("update creators set email = 'ada@example.com'")
        await tx.execute("update staff set is_active = false where id = %(id)s", {"id": ada})
    person = await find_person(db, str(ada), "creator")
    assert await mail_invitation(db, mailer, person, SITE) == "olga@example.com"
    assert (await resume_sign_in(db, await sign_in_by_link(db, secret_in(mail), "Firefox"))).actor.subject == olga
