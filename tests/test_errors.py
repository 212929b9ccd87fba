"""The table of codes and the places that raise them agree."""

import ast
import itertools
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chronos import errors
from chronos.errors import CODES, ChronosError, Conflict, Invalid, NotAllowed, NotFound, OverLimit, ProviderError
from chronos.web.errors import FRAMEWORK_CODES
from chronos.web.storage_api.errors import _BY_CODE

KINDS = {kind.__name__: kind for kind in (Invalid, NotFound, NotAllowed, Conflict, OverLimit, ProviderError)}
DEFAULTS = {"Invalid": "invalid", "NotAllowed": "not_allowed", "Conflict": "conflict"}
SOURCES = Path(errors.__file__).parent
HERE = "errors.py"


@cache
def raises() -> tuple[tuple[str, str, str], ...]:
    """Return place, kind and code of every error that the package makes, and of every problem without an error."""
    return tuple(
        (f"{path.relative_to(SOURCES)}:{node.lineno}", kind, code)
        for path in sorted(SOURCES.rglob("*.py"))
        if path.name != HERE or path.parent != SOURCES
        for node, kind in _calls(ast.parse(path.read_text()))
        for code in _codes(node, kind)
    )


def _calls(module: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield each call that makes an error, with its kind; an own kind of a module passes its code to `super()`."""
    inits = {
        call: kind
        for made in ast.walk(module)
        if isinstance(made, ast.ClassDef)
        for kind in (ast.unparse(base) for base in made.bases)
        if kind in KINDS
        for call in ast.walk(made)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__"
    }
    yield from inits.items()
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in KINDS or name == "problem_of":
                yield node, name


def _codes(call: ast.Call, kind: str) -> list[str]:
    """Return the code of a call: a literal, the kind's own, or nothing where another error's code is passed on."""
    code = call.args[0] if kind == "problem_of" else next((k.value for k in call.keywords if k.arg == "code"), None)
    if code is None:
        return [DEFAULTS[kind]]
    if isinstance(code, ast.Constant):
        return [str(code.value)]
    passed_on = ast.unparse(code) in ("error.code", "code")
    assert passed_on, f"line {call.lineno}: write the code as a literal, so that a reader finds it"
    return []


def test_every_code_is_in_the_table_with_its_kind() -> None:
    unknown = [(place, code) for place, _, code in raises() if code not in CODES]
    assert not unknown
    other = [
        (place, code, kind) for place, kind, code in raises() if kind in KINDS and CODES[code].kind is not KINDS[kind]
    ]
    assert not other


def test_every_code_in_the_table_is_raised() -> None:
    assert CODES.keys() - {code for *_, code in raises()} - set(FRAMEWORK_CODES.values()) == set()


def test_codes_are_unique_and_explained() -> None:
    assert len(CODES) == len(errors._TABLE)
    assert all(row.meaning.endswith(".") and len(row.meaning) < 100 for row in CODES.values())
    assert len({row.meaning for row in CODES.values()}) == len(CODES)


def test_framework_errors_have_the_status_of_their_code() -> None:
    assert {status: CODES[code].http_status for status, code in FRAMEWORK_CODES.items()} == {
        status: status for status in FRAMEWORK_CODES
    }


def test_an_unknown_code_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        Invalid("x", code="no_such_code")


@pytest.mark.parametrize(
    ("error", "status", "exit_code"),
    [
        (Invalid("x"), 422, 2),
        (Conflict("x"), 409, 2),
        (NotFound("x", code="video_not_found"), 404, 3),
        (NotAllowed("x"), 403, 3),
        (NotAllowed("x", code="token_expired"), 401, 3),
        (OverLimit("x", code="rate_limited"), 429, 4),
        (OverLimit("x", code="storage_full"), 413, 4),
        (OverLimit("x", code="too_large"), 413, 4),
        (OverLimit("x", code="captions_too_large"), 413, 4),
        (ProviderError("x", code="database_busy"), 503, 5),
        (ProviderError("x", code="storage_refused"), 502, 5),
        (ChronosError("x", code="internal_error"), 500, 1),
    ],
)
def test_status_and_exit_code(error: ChronosError, status: int, exit_code: int) -> None:
    assert (CODES[error.code].http_status, CODES[error.code].exit_code) == (status, exit_code)


def test_waiting_is_advised_only_where_it_helps() -> None:
    assert {code for code, row in CODES.items() if row.http_status == 429} == {
        "rate_limited",
        "too_many_connections",
        "too_many_uploads",
        "transcription_used_up",
    }


@pytest.mark.parametrize(
    ("code", "retryable"), [("database_slow", True), ("disk_full", True), ("storage_refused", False)]
)
def test_retryable(code: str, retryable: bool) -> None:
    assert ProviderError("x", code=code).retryable is retryable


def test_supabase_form_knows_only_codes_of_the_table() -> None:
    assert _BY_CODE.keys() <= CODES.keys()


def test_names_before_a_full_stop_are_quoted() -> None:
    """`.` and `..` are names of folders: without quotes the sentence ends with two dots."""
    bare = re.compile(r"\b(path|file|folder|directory|parent|name)\)?$")
    assert [
        f"{path.relative_to(SOURCES)}:{call.lineno}"
        for path in sorted(SOURCES.rglob("*.py"))
        for call, _ in _calls(ast.parse(path.read_text()))
        for text in ast.walk(call)
        if isinstance(text, ast.JoinedStr)
        for part, following in itertools.pairwise(text.values)
        if isinstance(part, ast.FormattedValue)
        and part.conversion == -1
        and bare.search(ast.unparse(part.value))
        and isinstance(following, ast.Constant)
        and re.match(r"\.( |$)", str(following.value))
    ] == []
