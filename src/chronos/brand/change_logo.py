"""Change the logo of a school: an image that an owner sends, drawn anew without what else its file holds."""

import os
from pathlib import Path
from uuid import uuid4

from chronos.brand.change_brand import owners_only
from chronos.db import load_queries
from chronos.errors import OverLimit
from chronos.file_work import FILE_WORK
from chronos.members import Brand, get_brand, refuse_all_but_owner
from chronos.providers.speech.media import PICTURE_TYPE, draw_image, open_source
from chronos.storage import THUMBNAILS, Access, NewObject, Room, admit_object, authorize_object, object_name

MAX_LOGO_BYTES = 5 * 1024 * 1024  # the limit of bucket `thumbnails`
LOGO_BOX = (512, 256)  # bars show it 32 pixels high, screens have up to four dots for each
# Another logo has another name. The bucket is public: who has the name may keep the picture.
CACHED = "public, max-age=31536000, immutable"

_QUERIES = load_queries("chronos.brand")


async def change_logo(access: Access, image: Path | None) -> Brand:
    """Return the brand with its new logo; without `image` the school has none.

    Raises NotAllowed (`creators_only`, `role_not_allowed`), Invalid (`picture_unknown`, `picture_damaged`, …),
    OverLimit.
    """
    creator_id = access.actor.creator_id
    async with access.db.acting_as(access.actor) as tx:
        await refuse_all_but_owner(tx)
        if creator_id is None:
            raise owners_only()
    if image is None:
        return await _replace(access, None)
    name = f"{creator_id}/brand/logo-{uuid4().hex}.webp"
    # Before the file is decoded: a full storage takes none.
    await authorize_object(access.db, access.actor, NewObject(THUMBNAILS, name, 1, PICTURE_TYPE))
    content = await FILE_WORK.run(creator_id, _draw, image)
    await access.objects.put(object_name(THUMBNAILS, name), content)
    return await _replace(access, NewObject(THUMBNAILS, name, len(content), PICTURE_TYPE, cache_control=CACHED))


async def _replace(access: Access, new: NewObject | None) -> Brand:
    """Show the logo. The earlier one goes at once, unless a video or a course shows it too."""
    owner = {"creator_id": access.actor.creator_id}
    async with access.db.acting_as(access.actor) as tx:
        row = await tx.fetch_one(_QUERIES["lock_logo"], owner)
        if row is None:
            raise owners_only()
        earlier = row["logo"]
        if new is not None:
            await admit_object(tx, new, Room(access.actor.creator_id))
        await tx.execute(_QUERIES["set_logo"], owner | {"logo": new.name if new is not None else None})
        dropped = await tx.fetch_one(_QUERIES["drop_logo"], {"name": earlier}) if earlier is not None else None
        brand = await get_brand(tx)
    if earlier is not None and dropped is not None and dropped["size_bytes"] is not None:
        await access.objects.delete(object_name(THUMBNAILS, earlier))
    return brand


def _draw(image: Path) -> bytes:
    with open_source(image) as file:
        if file.seek(0, os.SEEK_END) > MAX_LOGO_BYTES:
            raise OverLimit(f"A logo may have up to {MAX_LOGO_BYTES // 1024**2} MB.", code="too_large")
        return draw_image(file, LOGO_BOX)
