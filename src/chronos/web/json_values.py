"""Values of JSON bodies, each of its own type: pydantic also takes `true` and "1" for 1, and 1 for a date in 1970."""

from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError


def _as_whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value  # JSON has one kind of number


def _as_date(value: object) -> object:
    if not isinstance(value, str) or value.strip().lstrip("+-").replace(".", "", 1).isdecimal():
        raise PydanticCustomError("datetime_type", "not a date and time")
    return value


WholeNumber = Annotated[int, Field(strict=True), BeforeValidator(_as_whole)]
DateTime = Annotated[AwareDatetime, BeforeValidator(_as_date)]
