"""The brand of a school: get and change its name, accent and logo."""

from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from chronos import brand, members
from chronos.errors import Invalid
from chronos.storage import Access
from chronos.web.api.problems import problems
from chronos.web.api.shapes import Body
from chronos.web.authenticate import Owner, Program, Running
from chronos.web.brand_view import logo_address
from chronos.web.off_loop import OffLoopRoute
from chronos.web.receive_poster import received_poster
from chronos.web.word_fault import WITHOUT_NUL

router = APIRouter(prefix="/brand", tags=["settings"], route_class=OffLoopRoute)

ACCENT = "The colour that was chosen, `#rrggbb`; null: that of Chronos."
LOGO_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "JPEG, PNG or WebP, up to 5 MB. It is drawn anew, up to 512×256, on white "
                            "where it is transparent, without what else the file holds.",
                        }
                    },
                }
            }
        },
    }
}


class Shown(BaseModel):
    """What pages show for the accent: text of it has a contrast of at least 4.5 on their grounds."""

    light: str
    dark: str


class Brand(BaseModel):
    """A school as its pages show it."""

    name: str
    logo_url: str | None = Field(description="Address of the logo, for everyone who has it; null without one.")
    accent: str | None = Field(description=ACCENT)
    shown: Shown | None = Field(description="The accent as pages correct it; null without one.")

    @classmethod
    def of(cls, found: members.Brand, public_url: str) -> Self:
        """Present a brand."""
        logo = logo_address(found.logo)
        theme = brand.correct_accent(found.accent) if found.accent is not None else None
        return cls(
            name=found.school,
            logo_url=f"{public_url.rstrip('/')}{logo}" if logo is not None else None,
            accent=found.accent,
            shown=Shown(light=theme.light.accent, dark=theme.dark.accent) if theme is not None else None,
        )


class BrandChange(Body):
    """Fields to change; omitted fields keep their value. An empty accent clears it."""

    name: Annotated[str, Field(max_length=200, pattern=WITHOUT_NUL)] | None = None
    accent: Annotated[str, Field(max_length=20, pattern=WITHOUT_NUL, examples=["#1f6f8b"])] | None = None


@router.get("", operation_id="get_brand", summary="Get the brand of your school")
async def get_brand(app: Running, actor: Program) -> Brand:
    """Return name, logo and accent of the school in which the caller teaches or learns."""
    async with app.db.acting_as(actor) as tx:
        return Brand.of(await members.get_brand(tx), app.settings.public_url)


@router.patch("", operation_id="change_brand", summary="Change the brand of your school", responses=problems(400, 413))
async def change_brand(body: BrandChange, app: Running, actor: Owner) -> Brand:
    """Change name or accent. Owners alone may."""
    change = brand.BrandChange(body.name, body.accent)
    async with app.db.acting_as(actor) as tx:
        return Brand.of(await brand.change_brand(tx, actor, change), app.settings.public_url)


@router.put(
    "/logo",
    operation_id="change_logo",
    summary="Change the logo of your school",
    responses=problems(400, 413, 415),
    openapi_extra=LOGO_FORM,
)
async def change_logo(request: Request, app: Running, actor: Owner) -> Brand:
    """Show an image beside the name of the school. Owners alone may."""
    async with received_poster(request, app.settings.home) as choice:
        if choice.image is None:
            raise Invalid("Send an image: the field `file` is missing.", code="form_invalid")
        changed = await brand.change_logo(Access(app.db, app.objects, actor), choice.image)
    return Brand.of(changed, app.settings.public_url)


@router.delete("/logo", operation_id="remove_logo", summary="Remove the logo of your school")
async def remove_logo(app: Running, actor: Owner) -> Brand:
    """Show the sign of Chronos again. Owners alone may."""
    changed = await brand.change_logo(Access(app.db, app.objects, actor), None)
    return Brand.of(changed, app.settings.public_url)
