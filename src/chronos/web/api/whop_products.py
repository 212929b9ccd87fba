"""Products on Whop: list them and say what each gives its members."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from chronos import whop
from chronos.web.api.courses import MAX_COURSES
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Program, Running
from chronos.web.off_loop import OffLoopRoute

router = APIRouter(prefix="/whop/products", tags=["whop"], route_class=OffLoopRoute)

GIVES = "The library and all courses, the courses of `course_ids`, or nothing."
ProductId = Annotated[str, Path(description="Id of the product on Whop.", pattern=r"^[A-Za-z0-9_-]{1,100}$")]


class WhopProduct(BaseModel):
    """A product of the creator on Whop, and what it gives its members."""

    product_id: str
    title: str | None = Field(description="Its title on Whop; null until Whop has said it.")
    gives: whop.Gives = Field(description=GIVES)
    course_ids: list[UUID]


class WhopProducts(BaseModel):
    """The products of the creator on Whop."""

    products: list[WhopProduct]


class ProductChange(Body):
    """What the product is to give."""

    gives: whop.Gives = Field(description=GIVES)
    course_ids: Annotated[list[UUID], Field(max_length=MAX_COURSES)] = Field(
        default=[], description="The courses that it gives; only with `chosen_courses`."
    )


@router.get("", operation_id="list_whop_products", summary="List products on Whop")
async def list_products(app: Running, actor: Program) -> WhopProducts:
    """List what each product gives its members. A product adds itself with its first membership; it gives all."""
    async with app.db.acting_as(actor) as tx:
        return WhopProducts(products=[WhopProduct(**asdict(one)) for one in await whop.list_products(tx, actor)])


@router.put(
    "/{product_id}",
    operation_id="change_whop_product",
    summary="Change what a product on Whop gives",
    responses=problems(400, 404, 409, 413),
)
async def change_product(product_id: ProductId, body: ProductChange, app: Running, actor: Program) -> WhopProduct:
    """Say what a product gives; the access of its members follows within a minute. Only an owner may."""
    async with app.db.acting_as(actor) as tx:
        changed = await whop.change_product(tx, actor, product_id, body.gives, body.course_ids)
        return WhopProduct(**asdict(changed))
