"""The claims of an actor are those that the policies read."""

from uuid import UUID

from chronos.model import ANONYMOUS, Actor, CreatorId, StudentId

ID = UUID(int=7)


def test_claims_name_the_subject_and_memberships() -> None:
    actor = Actor("authenticated", ID, CreatorId(UUID(int=1)), StudentId(UUID(int=2)))
    assert actor.claims == {
        "role": "authenticated",
        "sub": str(ID),
        "app_metadata": {"creator_id": str(UUID(int=1)), "student_id": str(UUID(int=2))},
    }


def test_absent_ids_are_no_claims() -> None:
    assert ANONYMOUS.claims == {"role": "anon", "app_metadata": {}}
    assert Actor("authenticated", ID, CreatorId(ID)).claims["app_metadata"] == {"creator_id": str(ID)}
