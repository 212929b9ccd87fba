"""Read the values of Whop's JSON, whose forms differ: each is of the expected kind, or refused with a sentence."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from chronos.errors import Invalid

Object = Mapping[str, Any]

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)  # a later end is none
_MILLISECONDS = 100_000_000_000  # a larger number of seconds since 1970 is one of milliseconds


def read_object(body: bytes) -> Object:
    """Return the JSON object. Raises Invalid (`whop_body_invalid`), as every function here does."""
    try:
        found = json.loads(body, parse_constant=_refuse_constant)
    except RecursionError:
        raise invalid("The body is nested too deeply.") from None
    except ValueError:
        raise invalid("The body is not JSON.") from None
    if not isinstance(found, dict):
        raise invalid("The body is not a JSON object.")
    return found


def read_part(of: Object, name: str) -> Object:
    """Return the object of this name, an empty one where there is none."""
    found = of.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise invalid(f"The field {name} is not an object.")
    return found


def read_id(of: Object, *names: str) -> str | None:
    """Return the id of the first of these names that has one: a text, or an object with an id."""
    for name in names:
        found = of.get(name)
        if isinstance(found, dict):
            found = found.get("id")
        if found is None:
            continue
        if not isinstance(found, str) or not _ID.fullmatch(found):
            raise invalid(f"The field {name} is not an id.")
        return found
    return None


def read_text(of: Object, *names: str) -> str | None:
    """Return the first of these that is a text; what is none counts as missing."""
    return next((found for name in names if isinstance(found := of.get(name), str)), None)


def read_flag(of: Object, name: str) -> bool | None:
    """Return true, false, or None where it is missing."""
    found = of.get(name)
    if found is not None and not isinstance(found, bool):
        raise invalid(f"The field {name} is neither true nor false.")
    return found


def read_time(of: Object, *names: str) -> datetime | None:
    """Return the first of these times: seconds or milliseconds since 1970, or ISO 8601; None after the year 2200."""
    for name in names:
        found = of.get(name)
        if found is None:
            continue
        try:
            time = _time(found)
        except (ValueError, OverflowError, OSError):
            raise invalid(f"The field {name} is not a time.") from None
        return time if time < _LATEST else None
    return None


def is_id(text: str) -> bool:
    """Whether this can be an id of Whop."""
    return _ID.fullmatch(text) is not None


def invalid(reason: str) -> Invalid:
    """Return the error for a body that cannot be used."""
    return Invalid(reason, code="whop_body_invalid")


def _time(found: object) -> datetime:
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        raise ValueError(found)
    if isinstance(found, str) and not re.fullmatch(r"[0-9]{1,16}", found, re.ASCII):
        time = datetime.fromisoformat(found)
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    number = float(found)
    if not number >= 0:
        raise ValueError(found)
    number = number / 1000 if number > _MILLISECONDS else number
    # Beyond what a datetime holds, it is beyond the latest one, too.
    return datetime.fromtimestamp(min(number, _LATEST.timestamp()), UTC)


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(text)
