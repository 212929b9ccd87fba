"""Resumable uploads in OpenAPI."""

from chronos.web.uploads.describe_routes import answers, sends


def test_errors_are_text_and_success_has_headers() -> None:
    told = answers(204, "Done.", "Upload-Offset", errors=(404, 460))
    assert list(told) == [204, 404, 460]
    assert list(told[204]["headers"]) == ["Upload-Offset"]
    assert all(list(told[status]["content"]) == ["text/plain"] for status in (404, 460))


def test_required_headers_are_said_to_be() -> None:
    extra = sends("Upload-Checksum", required=("Tus-Resumable", "Upload-Offset"), has_piece=True)
    required = {parameter["name"]: parameter["required"] for parameter in extra["parameters"]}
    assert required == {"Tus-Resumable": True, "Upload-Offset": True, "Upload-Checksum": False}
    assert list(extra["requestBody"]["content"]) == ["application/offset+octet-stream"]
    assert "requestBody" not in sends()
