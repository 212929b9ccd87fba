"""Names of objects: valid ones are kept as they are, every other one is refused with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chronos.errors import Invalid
from chronos.storage.names import MAX_NAME_BYTES, MAX_PART_BYTES, clean_name, object_name


@pytest.mark.parametrize(
    "name", ["a", "a/b/c.txt", "...", "a b", "!-.*'()&$@=;:+,?_", "x" * MAX_PART_BYTES, "/".join(["a" * 127] * 8) + "b"]
)
def test_valid_names_are_kept(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is empty"),
        ("x" * (MAX_NAME_BYTES + 1), "longer than 1024 bytes"),
        ("\ud800" * 1025, "longer than 1024 bytes"),
        ("x" * (MAX_PART_BYTES + 1), "longer than 255 bytes"),
        *((name, "may be empty") for name in ("/a", "a/", "a//b", ".", "..", "../a", "a/./b", "a/..")),
        *(
            (name, "letters of the English alphabet")
            for name in ("größe", "a\\b", "a%2f", "a#b", "a\nb", "a\0", "\ud800", '"')
        ),
    ],
)
def test_invalid_names_are_refused_with_the_reason(name: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as caught:
        clean_name(name)
    assert caught.value.code == "name_invalid"


@given(st.text(max_size=30))
def test_accepted_names_stay_below_their_bucket(name: str) -> None:
    try:
        clean_name(name)
    except Invalid:
        return
    parts = object_name("videos", name).split("/")
    assert parts[0] == "videos"
    assert not {"", ".", ".."} & set(parts)
