"""Read a JSON body at an address that takes a form too, which FastAPI cannot tell apart."""

from typing import TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_BODY_BYTES = 32 * 1024

Model = TypeVar("Model", bound=BaseModel)


def is_json(request: Request) -> bool:
    """Return whether the body is declared as JSON."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


async def read_json(request: Request, model: type[Model]) -> Model:
    """Return the parsed body, limited in size here because uploads share the address. Raises RequestValidationError."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413, f"The request is larger than {MAX_BODY_BYTES // 1024} KB.")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found]) from error
