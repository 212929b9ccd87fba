"""The plan: exactly what is old and known to nobody, whatever there is."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from chronos.providers.objects import StoredObject
from chronos.storage.incoming_folder import IncomingFile
from chronos.storage.sweep_plan import (
    GRACE,
    LEFTOVERS_LAST,
    USER_UPLOADS_LAST,
    Doomed,
    Found,
    ObjectRow,
    plan_sweep,
)

NOW = datetime(2025, 1, 2, tzinfo=UTC)
ages = st.one_of(
    st.sampled_from([timedelta(0), GRACE, USER_UPLOADS_LAST]),
    st.timedeltas(min_value=timedelta(hours=-2), max_value=timedelta(days=3)),
)
names = st.text("abc/", min_size=1, max_size=6)
stored_objects = st.builds(
    lambda bucket, name, size, age: StoredObject(f"{bucket}/{name}", size, NOW - age),
    st.sampled_from(["videos", "thumbnails", "user-uploads"]),
    names,
    st.integers(0, 9),
    ages,
)


@given(st.lists(stored_objects, unique_by=lambda one: one.name), st.data())
def test_of_stored_bytes_exactly_the_unknown_old_ones_go(stored: list[StoredObject], data: st.DataObject) -> None:
    known = data.draw(st.sets(st.sampled_from([one.name for one in stored])) if stored else st.just(set()))
    more = data.draw(st.sets(names))  # rows whose bytes are not there doom nothing
    planned = plan_sweep(Found(stored=stored, known=known | more), NOW)
    assert {one.name for one in planned} == {
        one.name for one in stored if one.name not in known and one.modified_at < NOW - GRACE
    }
    assert {one.kind for one in planned} <= {"bytes"}
    sizes = {one.name: one.size_bytes for one in stored}
    assert all(sizes[one.name] == one.size_bytes for one in planned)


@given(st.lists(st.tuples(st.sampled_from(["thumbnails", "user-uploads"]), names, ages), unique_by=lambda row: row[:2]))
def test_rows_go_by_their_own_age(rows: list[tuple[str, str, timedelta]]) -> None:
    planned = plan_sweep(Found(rows=[ObjectRow(bucket, name, 1, NOW - age) for bucket, name, age in rows]), NOW)
    lasts = {"thumbnails": timedelta(hours=1), "user-uploads": timedelta(hours=24)}
    assert {one.name for one in planned} == {f"{bucket}/{name}" for bucket, name, age in rows if age > lasts[bucket]}
    assert {one.kind for one in planned} <= {"object"}


@given(st.dictionaries(st.uuids(), st.tuples(st.none() | ages, st.none() | ages), max_size=8))
def test_uploads_go_when_they_have_expired_and_their_bytes_when_they_have_no_row(
    uploads: dict[UUID, tuple[timedelta | None, timedelta | None]],
) -> None:
    """Of each upload: how long ago it expired, None without a row; how old its bytes are, None without any."""
    found = Found(
        uploads={id_: NOW - expired for id_, (expired, _) in uploads.items() if expired is not None},
        staged={id_: IncomingFile(str(id_), 5, NOW - age) for id_, (_, age) in uploads.items() if age is not None},
    )
    wanted = {
        str(id_)
        for id_, (expired, age) in uploads.items()
        if (expired >= timedelta(0) if expired is not None else age is not None and age > GRACE)
    }
    assert {one.name for one in plan_sweep(found, NOW)} == wanted


@given(st.lists(st.tuples(names, ages), unique_by=lambda file: file[0]))
def test_leftovers_are_deleted_after_a_day_without_use(files: list[tuple[str, timedelta]]) -> None:
    found = Found(leftovers=[IncomingFile(name, 1, NOW - age) for name, age in files])
    assert {one.name for one in plan_sweep(found, NOW)} == {name for name, age in files if age > LEFTOVERS_LAST}


def test_the_plan_of_parts_is_the_plan_of_the_whole() -> None:
    """Listings come in parts: what goes does not depend on how they are cut."""
    stored = [StoredObject(f"videos/{number}", number, NOW - timedelta(hours=number)) for number in range(6)]
    whole = plan_sweep(Found(stored=stored, known={"videos/3"}), NOW)
    parts = [one for each in stored for one in plan_sweep(Found(stored=[each], known={"videos/3"} & {each.name}), NOW)]
    assert whole == parts
    assert [one.name for one in whole] == ["videos/2", "videos/4", "videos/5"]


def test_a_reason_stands_with_each() -> None:
    upload = uuid4()
    found = Found(
        rows=[ObjectRow("thumbnails", "a.png", 1, NOW - timedelta(hours=2))],
        uploads={upload: NOW},
        staged={upload: IncomingFile(str(upload), 7, NOW)},
    )
    assert plan_sweep(found, NOW) == [
        Doomed("object", "thumbnails/a.png", 1, "no video or course shows it"),
        Doomed("upload", str(upload), 7, "expired"),
    ]
