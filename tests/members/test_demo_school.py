"""Which schools are demo schools."""

from uuid import uuid4

from chronos.db import Database
from chronos.members import add_creator, is_demo
from chronos.members.demo_school import new_demo_id


async def test_only_a_demo_creator_has_an_id_of_a_demo(db: Database) -> None:
    assert is_demo((await add_creator(db, "Northlight", is_demo=True)).id)
    assert not is_demo((await add_creator(db, "Ada")).id)


def test_ids_of_demos_differ_and_are_no_chance() -> None:
    assert len({new_demo_id() for _ in range(100)}) == 100
    assert all(is_demo(new_demo_id()) for _ in range(10))
    assert not any(is_demo(uuid4()) for _ in range(100))
