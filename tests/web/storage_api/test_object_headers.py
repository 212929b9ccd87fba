"""Declarations of a client are kept where a header and PostgreSQL can have them."""

import base64
import json

import pytest

from chronos.errors import Invalid
from chronos.web.storage_api.object_headers import (
    MAX_METADATA_BYTES,
    clean_cache_control,
    clean_type,
    metadata_in_header,
    read_metadata,
)


def test_types_that_a_header_can_have_are_kept() -> None:
    assert clean_type("text/plain; charset=utf-8") == "text/plain; charset=utf-8"
    for wrong in ("a\r\nX: y", "t\u00e4xt/plain", "x" * 201):
        with pytest.raises(Invalid) as caught:
            clean_type(wrong)
        assert caught.value.code == "mime_type_not_supported"


def test_other_caching_is_none() -> None:
    assert clean_cache_control("public, max-age=60") == "public, max-age=60"
    for wrong in ("", "a\nb", "x" * 101, "no;cache"):
        assert clean_cache_control(wrong) == "no-cache"


def test_metadata_is_a_json_object() -> None:
    assert read_metadata(None) == read_metadata("") == {}
    assert read_metadata('{"a": [1, null], "b": "\u00e4"}') == {"a": [1, None], "b": "\u00e4"}
    assert metadata_in_header(None) == {}
    assert metadata_in_header(base64.b64encode(b'{"a": 1}').decode()) == {"a": 1}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "1",
        "{",
        '{"a": NaN}',
        '{"a": "\\u0000"}',
        '{"a": "\\ud800"}',
        "[" * 5000,
        json.dumps({"a": "x" * MAX_METADATA_BYTES}),
    ],
)
def test_other_metadata_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_metadata(text)
    assert caught.value.code == "metadata_invalid"


@pytest.mark.parametrize("encoded", ["{}", "e30", "/w==", ""])
def test_header_must_be_json_in_base64(encoded: str) -> None:
    if not encoded:
        assert metadata_in_header(encoded) == {}
        return
    with pytest.raises(Invalid):
        metadata_in_header(encoded)
