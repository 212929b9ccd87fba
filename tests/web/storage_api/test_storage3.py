"""Supabase's Python client, storage3, as it is: every call that these buckets have."""

import httpx
import pytest
from storage3 import AsyncStorageClient
from storage3.exceptions import StorageApiError

from tests.web.storage_api.conftest import Site
from tests.web.storage_api.storage3_client import CONTENT, TYPE, AsClient, refused


def test_signed_links(site: Site, storage3: AsClient) -> None:
    files = storage3(site.people.creator).from_("user-uploads")
    name = site.own("a b.txt")
    files.upload(name, CONTENT, TYPE)
    with httpx.Client() as anybody:
        link = files.create_signed_url(name, 60)
        assert anybody.get(link["signedURL"] or "").content == CONTENT
        link = files.create_signed_url(name, 60, {"download": "saved.txt"})
        assert "saved.txt" in anybody.get(link["signedURL"] or "").headers["content-disposition"]
        many = files.create_signed_urls([name, site.own("none")], 60)
        assert anybody.get(many[0]["signedURL"] or "").content == CONTENT
        assert (many[1]["signedURL"], many[1]["error"] is None) == (None, False)
    with pytest.raises(StorageApiError) as caught:
        files.create_signed_url(site.own("none"), 60)
    refused(caught, "404", "not_found")


def test_what_others_may_not(site: Site, storage3: AsClient) -> None:
    people = site.people
    own = storage3(people.creator).from_("user-uploads")
    own.upload(site.own("mine"), b"mine", TYPE)
    theirs = f"{people.other_creator.creator_id}/mine"
    for actor in (people.student, people.other_creator, people.stranger):
        files = storage3(actor).from_("user-uploads")
        with pytest.raises(StorageApiError) as caught:
            files.upload(site.own("x"), b"x", TYPE)
        refused(caught, "403", "Unauthorized")
        for read in (files.download, files.info):
            with pytest.raises(StorageApiError) as caught:
                read(site.own("mine"))
            refused(caught, "404", "not_found")
        assert files.list(site.own("")) == []
        assert files.remove([site.own("mine")]) == []
    with pytest.raises(StorageApiError) as caught:
        storage3(None).from_("user-uploads").upload(site.own("x"), b"x", TYPE)
    refused(caught, "404", "Bucket not found")
    for change in (own.move, own.copy):
        with pytest.raises(StorageApiError) as caught:
            change(site.own("mine"), theirs)
        refused(caught, "403", "Unauthorized")
    assert own.download(site.own("mine")) == b"mine"
    assert site.known() == {f"user-uploads/{site.own('mine')}"}
    assert site.is_tidy()


async def test_the_asynchronous_storage3(site: Site) -> None:
    headers = site.headers(site.people.creator)
    async with httpx.AsyncClient(timeout=60) as session:
        files = AsyncStorageClient(f"{site.storage}/", headers, http_client=session).from_("user-uploads")
        await files.upload(site.own("a"), CONTENT, TYPE)
        assert await files.download(site.own("a")) == CONTENT
        assert [entry["name"] for entry in await files.list(site.own(""))] == ["a"]
        await files.move(site.own("a"), site.own("b"))
        assert await files.exists(site.own("b"))
        await files.remove([site.own("b")])
    assert site.kept() == set()
