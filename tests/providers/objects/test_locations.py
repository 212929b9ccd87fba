"""Each object has one place, by the kind of store."""

from pathlib import Path

import pytest

from chronos.errors import Invalid
from chronos.providers.objects.locations import Locations


def test_directory_has_a_file_per_object(tmp_path: Path) -> None:
    locations = Locations.at(None, tmp_path)
    place = locations.find("videos/a/b.mp4")
    assert (place.name, place.path) == ("videos/a/b.mp4", tmp_path / "storage" / "videos/a/b.mp4")
    prefix, before = locations.under("videos/a/")
    assert (prefix.name, before) == ("videos/a/", "")


def test_one_bucket_has_all_objects(tmp_path: Path) -> None:
    locations = Locations.at("s3://bucket/prefix", tmp_path)
    place = locations.find("videos/a/b.mp4")
    assert (place.name, place.path) == ("videos/a/b.mp4", None)
    assert locations.find("thumbnails/x").store is place.store


def test_each_bucket_is_a_bucket_there(tmp_path: Path) -> None:
    locations = Locations.at("s3://", tmp_path)
    place = locations.find("videos/a/b.mp4")
    assert (place.name, place.path) == ("a/b.mp4", None)
    assert locations.find("videos/x").store is place.store
    assert locations.find("thumbnails/x").store is not place.store
    prefix, before = locations.under("videos/a/")
    assert (prefix.name, before) == ("a/", "videos/")


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", "../a", "a/./b", "a/..", "a\0b"])
def test_names_that_leave_their_place_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid) as caught:
        Locations.at(None, tmp_path).find(name)
    assert caught.value.code == "name_invalid"


def test_unknown_kind_of_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="CHRONOS_STORAGE_URL") as caught:
        Locations.at("gopher://x", tmp_path)
    assert caught.value.code == "setting_invalid"


def test_a_directory_that_cannot_be_made_is_the_fault_of_home(tmp_path: Path) -> None:
    (tmp_path / "storage").write_text("")
    with pytest.raises(Invalid, match=r"^CHRONOS_HOME cannot be used: .*storage must be a directory"):
        Locations.at(None, tmp_path)
