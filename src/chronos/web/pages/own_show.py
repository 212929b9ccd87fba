"""One's own page: name, language, theme, player, notifications, sign-ins, and one's data."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from chronos import members, notifications
from chronos.web.authenticate import Browser, Running
from chronos.web.pages.person_view import view_person
from chronos.web.render_template import render_template
from chronos.web.words import translatable

SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
KINDS = {
    "lesson.opened": translatable("A lesson opens to you"),
    "video.ready": translatable("A video is ready"),
    "video.failed": translatable("A video failed"),
    "question.not_covered": translatable("A question is not covered"),
    "quota.reached": translatable("A quota is nearly used"),
}
CHANNELS = {"email": translatable("by e-mail"), "whop": translatable("on Whop")}
MODES = {"now": translatable("At once"), "digest": translatable("In the morning"), "never": translatable("Never")}

router = APIRouter()


@router.get("/me")
async def show_own(request: Request, app: Running, actor: Browser, saved: bool = False) -> Response:
    """Show what the caller can set for themselves. `saved`: it was just changed."""
    async with app.db.acting_as(actor) as tx:
        values = {
            "person": await view_person(tx, actor),
            "preferences": await members.get_preferences(tx, actor),
            "choices": await notifications.get_choices(tx),
        }
    names = {"speeds": SPEEDS, "kinds": KINDS, "channels": CHANNELS, "modes": MODES}
    return render_template(request, "own.html", values | names | {"saved": saved})
