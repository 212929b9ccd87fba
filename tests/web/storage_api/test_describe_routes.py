"""The storage API's routes in OpenAPI."""

from fastapi import APIRouter, FastAPI

from chronos.web.storage_api.describe_routes import readable, storage_errors


def test_get_and_head_have_an_id_each() -> None:
    router, web = APIRouter(), FastAPI()

    @readable(router, "/a", "get_a", summary="Get")
    async def get_a() -> int:
        return 1

    web.include_router(router)
    operations = web.openapi()["paths"]["/a"]
    assert {method: operation["operationId"] for method, operation in operations.items()} == {
        "get": "get_a",
        "head": "get_a_head",
    }


def test_errors_have_supabases_form() -> None:
    schema = storage_errors(400)[400]["content"]["application/json"]["schema"]
    assert schema["required"] == ["statusCode", "error", "code", "message"]
