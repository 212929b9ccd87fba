"""One table of tiers: what it says holds from the next request on."""

import itertools
from decimal import Decimal

import pytest

from chronos.db import Database
from chronos.errors import Invalid
from chronos.usage import LIMITS, change_tier, list_tiers


async def test_a_higher_tier_never_allows_less(db: Database) -> None:
    tiers = await list_tiers(db)
    assert [tier.tier for tier in tiers] == ["basic", "pro", "enterprise"]
    for lower, higher in itertools.pairwise(tiers):
        assert all(getattr(lower, name) <= getattr(higher, name) for name in LIMITS)


async def test_the_smallest_tier_takes_a_course_of_a_hundred_hours(db: Database) -> None:
    assert (await list_tiers(db))[0].transcription_minutes >= 100 * 60


async def test_changed_limits_are_kept_and_the_others_stay(db: Database) -> None:
    before = (await list_tiers(db))[0]
    changed = await change_tier(db, "basic", {"videos": "7", "ai_credit_usd": "2.50"})
    assert (changed.videos, changed.ai_credit_usd, changed.students) == (7, Decimal("2.50"), before.students)
    assert (await list_tiers(db))[0] == changed


@pytest.mark.parametrize(
    ("tier", "changes", "said"),
    [
        ("gold", {"videos": "1"}, "basic, pro or enterprise"),
        ("basic", {"films": "1"}, "no limit 'films'"),
        ("basic", {"videos": "many"}, "needs a number, not 'many'"),
        ("basic", {"videos": "1.5"}, "needs a number"),
        ("basic", {"videos": "-1"}, "from 0 to"),
        ("basic", {"ai_credit_usd": "NaN"}, "from 0 to"),
        ("basic", {"ai_credit_usd": "1e12"}, "from 0 to"),
        ("basic", {"storage_bytes": str(2**63)}, "from 0 to"),
        ("basic", {"storage_bytes": "1"}, "at least max_file_bytes, 524288000"),
        ("basic", {"storage_bytes": "0"}, "at least max_file_bytes"),
        ("basic", {"max_file_bytes": str(2**40)}, f"at least max_file_bytes, {2**40}"),
        ("basic", {"max_file_bytes": "0"}, "from 1 to"),
        ("basic", {"ai_credit_usd": "0.005"}, "whole cents"),
    ],
)
async def test_what_cannot_be_a_limit_is_refused(db: Database, tier: str, changes: dict[str, str], said: str) -> None:
    before = await list_tiers(db)
    with pytest.raises(Invalid, match=said):
        await change_tier(db, tier, changes)
    assert await list_tiers(db) == before
