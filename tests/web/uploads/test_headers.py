"""Headers of resumable uploads: whatever is in them, they are read or refused."""

from base64 import b64encode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from chronos.errors import Invalid, OverLimit
from chronos.model import Actor, CreatorId
from chronos.web.uploads import headers as tus
from tests.web.uploads.client import metadata

CREATOR = Actor("authenticated", creator_id=CreatorId(UUID(int=1)))
latin = st.text(st.characters(max_codepoint=255), max_size=200)


def headers(**values: str) -> Headers:
    return Headers({key.replace("_", "-"): value for key, value in values.items()})


@given(
    st.dictionaries(st.from_regex(r"[a-zA-Z_]{1,20}", fullmatch=True), st.text().filter(lambda text: "\0" not in text))
)
def test_metadata_comes_out_as_it_went_in(said: dict[str, str]) -> None:
    encodable = {key: value for key, value in said.items() if value.isprintable()}
    assert tus.read_metadata(headers(upload_metadata=metadata(**encodable))) == encodable


@given(latin, latin, latin, latin)
def test_anything_is_read_or_refused(length: str, said: str, checksum: str, upsert: str) -> None:
    given_headers = headers(upload_length=length, upload_metadata=said, upload_checksum=checksum, x_upsert=upsert)
    for read in (tus.read_length, tus.read_metadata, tus.read_checksum, tus.read_offset):
        try:
            read(given_headers)
        except (Invalid, OverLimit) as error:
            assert str(error).endswith(".")  # noqa: PT017 - some can be read


@given(
    st.dictionaries(
        st.sampled_from(("bucketName", "objectName", "contentType", "metadata", "title", "language")), latin
    )
)
def test_any_metadata_is_wanted_or_refused(said: dict[str, str]) -> None:
    try:
        new, _ = tus.read_request(headers(upload_length="5", upload_metadata=metadata(**said)), CREATOR)
    except Invalid:
        return
    assert new.size_bytes == 5
    assert new.name


@given(st.integers(0, 10**18 - 1))
def test_lengths_and_offsets(number: int) -> None:
    assert tus.read_length(headers(upload_length=str(number))) == number
    assert tus.read_offset(headers(upload_offset=f"000{number}")) == number


@pytest.mark.parametrize("algorithm", tus.ALGORITHMS)
def test_checksums(algorithm: str) -> None:
    empty = tus.Checksum(algorithm, b"").begin().digest()
    read = tus.read_checksum(headers(upload_checksum=f"{algorithm} {b64encode(empty).decode()}"))
    assert read == tus.Checksum(algorithm, empty)
    assert tus.read_checksum(headers()) is None
