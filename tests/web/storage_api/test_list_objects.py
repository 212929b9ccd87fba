"""Objects as storage3 lists them, by folder and by name."""

from storage3.types import ListBucketFilesOptions

from tests.web.storage_api.conftest import Site
from tests.web.storage_api.storage3_client import TYPE, AsClient


def test_folders_are_listed(site: Site, storage3: AsClient) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
    for name in ("b/1.txt", "b/2.txt", "b/c/3.txt", "a.txt", "B.txt", "z_.txt"):
        files.upload(site.own(name), name.encode(), TYPE)
    top = files.list(site.own("").rstrip("/"))
    assert [(entry["name"], entry["id"] is None) for entry in top] == [
        ("b", True),
        ("B.txt", False),
        ("a.txt", False),
        ("z_.txt", False),
    ]
    assert top[0]["metadata"] is None
    assert (top[2]["metadata"]["size"], top[2]["metadata"]["mimetype"]) == (5, "application/octet-stream")
    assert [entry["name"] for entry in files.list(site.own("b/"))] == ["c", "1.txt", "2.txt"]
    assert [entry["name"] for entry in files.list()] == [str(site.people.creator.creator_id)]
    folder = site.own("").rstrip("/")
    last: ListBucketFilesOptions = {"limit": 2, "sortBy": {"column": "name", "order": "desc"}}
    assert [e["name"] for e in files.list(folder, last)] == ["b", "z_.txt"]
    assert [e["name"] for e in files.list(folder, {"limit": 2, "offset": 2})] == ["a.txt", "z_.txt"]
    assert [e["name"] for e in files.list(folder, {"search": "B"})] == ["b", "B.txt"]
    assert files.list(folder, {"search": "_"}) == []
    newest = files.list(folder, {"sortBy": {"column": "created_at", "order": "desc"}})
    assert [e["name"] for e in newest] == ["b", "z_.txt", "B.txt", "a.txt"]
    assert files.list("no/such/folder") == []


def test_names_are_listed_page_by_page(site: Site, storage3: AsClient) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
    names = [site.own(name) for name in ("a.txt", "b/1.txt", "b/2.txt", "c.txt")]
    for name in names:
        files.upload(name, b"x", TYPE)
    assert [found.name for found in files.list_v2().objects] == names
    first = files.list_v2({"prefix": site.own(""), "with_delimiter": True, "limit": 2})
    assert [folder.name for folder in first.folders] == [site.own("b/")]
    assert [found.name for found in first.objects] == [site.own("a.txt")]
    assert first.hasNext
    assert first.nextCursor
    rest = files.list_v2({"prefix": site.own(""), "with_delimiter": True, "limit": 2, "cursor": first.nextCursor})
    assert ([found.name for found in rest.objects], rest.hasNext) == ([site.own("c.txt")], False)
    assert [found.name for found in files.list_v2({"prefix": site.own("b/2")}).objects] == [site.own("b/2.txt")]
