"""Ask what the server supports: OPTIONS."""

from uuid import uuid4

from tests.web.conftest import Call
from tests.web.uploads.client import PATH


async def test_options_are_public(api: Call) -> None:
    for path in (PATH, f"{PATH}/{uuid4()}"):
        answer = await api(None).options(path)
        assert answer.status_code == 204
        assert answer.headers["Tus-Resumable"] == answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Max-Size"] == str(500 * 1024**2)
        extensions = "creation,creation-with-upload,termination,checksum,expiration"
        assert answer.headers["Tus-Extension"] == extensions
        assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
