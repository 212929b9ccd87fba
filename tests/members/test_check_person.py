"""Names and e-mail addresses of people are checked by one rule, whatever door they come through."""

import pytest

from chronos.db import Database
from chronos.errors import Invalid
from chronos.members import add_creator, add_student, change_student, list_creators, list_students
from chronos.members.check_person import check_email, check_name

BAD_NAMES = ["", " ", "\t\n", "\0", "Sam\x1b[31m", "Sam\nall is well", "\u202eSam", "\u200b", "x" * 201]
BAD_EMAILS = [
    "", "nope", "@", "a@", "@b.c", "a@b", "a b@c.de", "a@b..de", "a..b@c.de", ".a@b.de", "a@b.de\n.x", "a@-b.de",
    "a@b.de, c@d.ef", "a@b.1", "<a@b.de>", "x" * 65 + "@b.de", "a@" + "b" * 64 + ".de", "a" + "@b.de" * 60,
    "a\0@b.de",
]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
def test_bad_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_name(name)
    assert caught.value.code == "person_name_invalid"


@pytest.mark.parametrize("email", BAD_EMAILS)
def test_bad_addresses_are_refused(email: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_email(email)
    assert caught.value.code == "email_invalid"


@pytest.mark.parametrize("name", ["Ada", "Ada Lovelace", "李小龙", "عَلِيّ", "O’Brien-Núñez", "x" * 200, "علی\u200cرضا"])
def test_names_of_all_scripts_are_kept(name: str) -> None:
    assert check_name(f" {name}\n") == name


def test_spaces_of_other_scripts_are_spaces() -> None:
    assert check_name("李\u3000小龙") == "李 小龙"


@pytest.mark.parametrize(
    "email",
    ["ada@example.com", "a.b+c@mail.example.co.uk", "o'b@example.org", "李@例え.テスト", "a@xn--fsq.xn--zckzah"],
)
def test_usual_addresses_are_kept(email: str) -> None:
    assert check_email(f" {email} ") == email
    assert check_email(None) is None


async def test_every_door_has_the_rule(db: Database) -> None:
    ada = (await add_creator(db, "Ada", "ada@example.com")).id
    sam = (await add_student(db, ada, "Sam", "sam@example.com")).id
    for name in BAD_NAMES:
        for attempt in (add_creator(db, name), add_student(db, ada, name), change_student(db, sam, name=name)):
            with pytest.raises(Invalid, match="1 to 200 visible characters"):
                await attempt
    for attempt in (add_creator(db, "Eve", "nope"), add_student(db, ada, "Zoe", "nope")):
        with pytest.raises(Invalid, match=r"looks like ada@example\.com"):
            await attempt
    assert [one.name for one in await list_creators(db)] == ["Ada"]
    assert [one.name for one in await list_students(db)] == ["Sam"]
