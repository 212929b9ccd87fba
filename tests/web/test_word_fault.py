"""What is wrong with a field is worded by Chronos, for every field of every endpoint."""

import json
import re
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from chronos.web.word_fault import WITH_TEXT, word_fault
from tests.web.conftest import Call, Client, People

# Words of pydantic, FastAPI, Starlette and the JSON and form parsers, none of which Chronos uses.
FOREIGN = re.compile(
    r"Input should|Field required|[Ss]hould (be|have|match)|Extra inputs|Value error|JSON decode|JSON parsing|"
    r"Invalid JSON|unable to|[Vv]alid (string|integer|number|boolean|UUID|dictionary|list|datetime|URL)|ensure this|"
    r"pydantic|Expecting|type_error|\^\[|urn:uuid|not permitted|none is not|line 1|\(s\)|boundary char|"
    r"There was an error parsing"
)
WRONG = [None, 0, -1, 1.5, 10**30, True, "", " ", "\0", "nonsense", "x" * 20_000, [], [1], ["x"], {}, {"x": 1}]
WRONG_BODIES = [b"", b"{", b"\xff", b"null", b"[]", b'"x"', b"[" * 5000, b'{"a": 1,}', b"{1}", b"NaN"]


@pytest.mark.parametrize(
    ("fault", "worded"),
    [
        ({"type": "json_invalid", "loc": ("body", 12)}, ("body", "is not valid JSON")),
        ({"type": "missing", "loc": ("body", "query")}, ("query", "is missing")),
        ({"type": "missing", "loc": ("body",)}, ("body", "is missing")),
        ({"type": "uuid_parsing", "loc": ("body", "video_ids", 3)}, ("video_ids.3", "must be a UUID")),
        ({"type": "string_too_short", "loc": ("query", "q"), "ctx": {"min_length": 1}},
         ("q", "must have at least 1 character")),
        ({"type": "too_short", "loc": ("body", "v"), "ctx": {"min_length": 2}}, ("v", "must have at least 2 items")),
        ({"type": "int_from_float", "loc": ("body", "limit")}, ("limit", "must be a whole number")),
        ({"type": "greater_than", "loc": ("body", "rate"), "ctx": {"gt": 0}}, ("rate", "must be more than 0")),
        ({"type": "literal_error", "loc": ("body", "by"), "ctx": {"expected": "'meaning' or 'words'"}},
         ("by", "must be meaning or words")),
        ({"type": "string_pattern_mismatch", "loc": ("body", "query"), "ctx": {"pattern": WITH_TEXT}},
         ("query", "must not be blank or contain a NUL character")),
        ({"type": "string_pattern_mismatch", "loc": ("body", "x"), "ctx": {"pattern": "^[a-z]$"}},
         ("x", "has a form that cannot be used")),
        ({"type": "value_error", "loc": ("body", "x"), "msg": "Value error, must be even"}, ("x", "must be even")),
        ({"type": "of_a_later_version", "loc": ("body", "x"), "ctx": {}}, ("x", "cannot be used")),
    ],
)  # fmt: skip
def test_a_fault_names_its_field_and_what_it_may_be(fault: dict[str, Any], worded: tuple[str, str]) -> None:
    assert word_fault(fault) == worded


@pytest.mark.timeout(900)  # thousands of requests
async def test_no_field_of_any_endpoint_is_refused_in_foreign_words(
    api: Call, application: FastAPI, people: People
) -> None:
    described = application.openapi()
    refused = 0
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            for actor in (people.creator, people.student):
                client = api(actor)
                for request in wrong_requests(described, path, operation):
                    answer = await client.request(method, **request)
                    refused += answer.status_code == 422
                    require_own_words(answer)
    assert refused > 500


LOOKALIKES: dict[str, list[Any]] = {
    "integer": [True, "1", " 1", 1.5, [1]],
    "number": [True, "1", [1]],
    "boolean": [0, 1, 1.0, "true", "yes"],
    "string": [1, 1.0, True, ["x"]],
    "date-time": [1, True, "1700000000", "1700000000.5"],
    "array": ["x", {"0": "x"}],
}


@pytest.mark.timeout(900)
async def test_no_value_of_another_type_is_taken(api: Call, application: FastAPI, people: People) -> None:
    described, client = application.openapi(), api(people.creator)
    tried = 0
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            if schema is None or path.startswith("/storage/"):
                continue
            address = re.sub(r"\{\w+\}", str(uuid4()), path)
            for name, field in resolved(described, schema)["properties"].items():
                kinds = {each.get("format", each.get("type")) for each in field.get("anyOf", [field])}
                for value in LOOKALIKES[next(iter(kinds - {"null", "uuid", None}), "string")]:
                    answer = await client.request(method, address, json={name: value})
                    assert answer.status_code == 422, (path, name, value, answer.text)
                    assert any(wrong["field"].startswith(name) for wrong in answer.json()["errors"]), answer.text
                    tried += 1
    assert tried > 40


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("sign/videos/a", {"expiresIn": True}),
        ("sign/videos/a", {"expiresIn": "1.5"}),
        ("sign/videos/a", {"expiresIn": "-1"}),
        ("sign/videos", {"expiresIn": 60, "paths": "a"}),
        ("list/videos", {"limit": True}),
        ("list/videos", {"offset": "0"}),
        ("list/videos", {"prefix": 1}),
        ("list-v2/videos", {"limit": "1"}),
        ("list-v2/videos", {"with_delimiter": 1}),
        ("copy", {"bucketId": "videos", "sourceKey": "a", "destinationKey": "b", "copyMetadata": "true"}),
        ("move", {"bucketId": "videos", "sourceKey": 1, "destinationKey": "b"}),
    ],
)
@pytest.mark.timeout(900)
async def test_no_value_of_another_type_is_taken_by_the_storage(
    api: Call, people: People, address: str, body: dict[str, Any]
) -> None:
    answer = await api(people.creator).post(f"/storage/v1/object/{address}", json=body)
    assert (answer.status_code, answer.json()["statusCode"]) in ((400, "400"), (400, "422")), answer.text
    assert not FOREIGN.search(answer.text)


async def test_no_address_of_the_storage_is_refused_in_foreign_words(api: Call, people: People) -> None:
    client, kind = api(people.creator), {"Content-Type": "application/json"}
    fields = ("expiresIn", "paths", "prefix", "limit", "sortBy", "sourceKey", "cursor", "metadata")
    bodies = [*WRONG_BODIES, *(json.dumps({name: value}).encode() for value in WRONG for name in fields)]
    for address in ("sign/videos/a", "sign/videos", "list/videos", "list-v2/videos", "move", "copy"):
        for body in bodies:
            answer = await client.post(f"/storage/v1/object/{address}", content=body, headers=kind)
            assert not FOREIGN.search(answer.text), (address, body, answer.text)
    for query in ("limit=x", "offset=-1", "sortColumn=x", "sortOrder=x"):
        answer = await client.get(f"/storage/v1/bucket?{query}")
        assert answer.status_code == 400
        assert not FOREIGN.search(answer.text), answer.text


@pytest.mark.parametrize(
    ("address", "form"),
    [("/ask", {"question": "x", "page_video": "nonsense"}), ("/ask", {"question": "x", "everywhere": "perhaps"}),
     ("/sign-in", {}), ("/videos/42", None), ("/videos/1b4e28ba-2fa1-11d2-883f-0016d3cca427?t=x", None)],
)  # fmt: skip
async def test_no_page_is_refused_in_foreign_words(
    browse: Call, people: People, address: str, form: dict[str, str] | None
) -> None:
    client: Client = browse(people.creator)
    headers = {"Origin": "http://127.0.0.1:8000"}
    answer = await (client.get(address) if form is None else client.post(address, data=form, headers=headers))
    assert answer.status_code in (404, 422), answer.text
    assert not FOREIGN.search(answer.text), answer.text


def wrong_requests(described: dict[str, Any], path: str, operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the arguments of requests of which each has one wrong parameter, field or body."""
    address = re.sub(r"\{\w+\}", str(uuid4()), path)
    wrong: list[dict[str, Any]] = [{"url": address}]
    for parameter in operation.get("parameters", []):
        values = ("", "-1", "nonsense", "1.5", "9" * 30, "x" * 3000, " ")
        if parameter["in"] == "path":
            wrong += [{"url": path.replace(f"{{{parameter['name']}}}", value)} for value in ("42", "nonsense", "%00")]
        else:
            wrong += [{"url": address, "params": {parameter["name"]: value}} for value in values]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        schema = resolved(described, content["application/json"]["schema"])
        known = {name: "https://127.0.0.1/x" if name == "url" else "x" for name in schema.get("required", [])}
        bodies = [json.dumps(known | {name: value}).encode() for name in schema["properties"] for value in WRONG]
        bodies += [json.dumps({key: known[key] for key in known if key != name}).encode() for name in known]
        bodies += [json.dumps(known | {"surprise": 1}).encode(), *WRONG_BODIES]
        kind = {"Content-Type": "application/json"}
        wrong += [{"url": address, "content": body, "headers": kind} for body in bodies]
    if "multipart/form-data" in content:
        file = {"file": ("a.mp4", b"x")}
        for name in content["multipart/form-data"]["schema"]["properties"]:
            wrong += [{"url": address, "files": file, "data": {name: value}} for value in ("@", "\0", "x" * 9000)]
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        wrong += [{"url": address, "content": body, "headers": kind} for body in (b"", b"nonsense", b"--x\r\n\r\n--x")]
    return wrong


def resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema that a reference leads to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


def require_own_words(answer: httpx2.Response) -> None:
    assert answer.status_code < 500 or answer.json()["code"] != "internal_error", answer.text
    if answer.status_code < 400:
        return
    if answer.request.url.path.startswith("/storage/"):  # in the forms of Supabase and of TUS
        assert not FOREIGN.search(answer.text), (str(answer.request.url), answer.text)
        return
    problem = answer.json()
    wrong = problem.get("errors", [])
    words = [problem["detail"], *(each["message"] for each in wrong)]
    assert not FOREIGN.search("\n".join(words)), (str(answer.request.url), answer.text)
    # A field is named as the API names it: text, with a number for the place in a list.
    assert all(re.fullmatch(r"[a-z_]+(\.\d+)*", each["field"]) for each in wrong), answer.text
