"""Errors of resumable uploads are one sentence of text."""

from chronos.web.uploads.errors import refusal


def test_refusal_is_one_sentence() -> None:
    for sentence in ("It is locked", "It is locked."):
        answer = refusal(423, sentence, {"Upload-Offset": "5"})
        assert (answer.status_code, bytes(answer.body)) == (423, b"It is locked.")
        assert answer.headers["upload-offset"] == "5"
        assert answer.headers["content-type"].startswith("text/plain")
        assert "www-authenticate" not in answer.headers


def test_missing_token_is_challenged() -> None:
    assert refusal(401, "No token").headers["www-authenticate"].startswith("Bearer")
