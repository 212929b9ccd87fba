"""What pages of the studio share: the member of the staff, the note after a change, and refusals that lose nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from chronos.db import Tx
from chronos.errors import CODES, ChronosError, NotAllowed
from chronos.model import Actor
from chronos.web.pages.person_view import PersonView, view_person
from chronos.web.words import translatable

# What a page says after a form was accepted, by the name in its address: an address cannot bring words of its own.
NOTES = {
    "saved": translatable("Saved."),
    "course_added": translatable("The course was added. Students see it once you publish it."),
    "course_removed": translatable("The course was removed. Its videos are still in the library."),
    "published": translatable("Published. Students see it now."),
    "hidden": translatable("Hidden. Students no longer see it."),
    "module_added": translatable("The module was added."),
    "module_removed": translatable("The module was removed. Its videos are still in the library."),
    "lessons_added": translatable("The lessons were added."),
    "lesson_removed": translatable("The lesson was removed. Its video is still in the library."),
    "lesson_returned": translatable("The lesson is back in its place."),
    "moved": translatable("Moved."),
    "student_added": translatable("The student was added. With an e-mail address, you can send an invitation."),
    "courses_given": translatable("Saved. The student sees it at once."),
    "access_ended": translatable("The access has ended. Nothing was deleted."),
    "access_resumed": translatable("The access was resumed. With memberships on Whop, those decide."),
    "invited": translatable("The invitation was sent. Its link works once, within 7 days."),
    "students_imported": translatable("The students were imported. They sign in with their e-mail address."),
    "link_made": translatable("The link is ready. Copy it now."),
    "link_ended": translatable("The link has ended. The students whom it added stay."),
    "staff_added": translatable("The person was added. Send an invitation now."),
    "staff_removed": translatable("The person was removed from the staff."),
    "answer_added": translatable("The answer was added. Students who ask this get it from now on."),
    "answer_removed": translatable("The answer was removed. Its questions are answered from the videos again."),
    "video_added": translatable("The file is in the library and is being processed."),
    "video_known": translatable("The library has this file already: this is its video."),
    "video_coming": translatable("The file is being downloaded."),
    "video_removed": translatable("The video was removed for good."),
    "video_binned": translatable("Moved to the bin."),
    "video_restored": translatable("The video is back, also in its courses. Search finds it in a few minutes."),
    "video_retried": translatable("The video is processed again."),
    "visibility_changed": translatable("The visibility was changed."),
    "logo_changed": translatable("The logo was changed. All pages of the school show it."),
    "logo_removed": translatable("The logo was removed."),
    "cover_changed": translatable("The cover was changed."),
    "poster_changed": translatable("The poster was changed."),
    "product_changed": translatable("Saved. The access of its members follows within a minute."),
    "site_added": translatable("The site was added. It may show what you allow."),
    "site_removed": translatable("The site was removed. It shows nothing of yours from the next visit on."),
    "embed_allowed": translatable("Allowed. Show its HTML and paste that into a page of your site."),
    "embed_ended": translatable("Taken back. It is shown nowhere any more."),
    "webhook_added": translatable("The address was added."),
    "webhook_removed": translatable("The address was removed. Nothing is posted to it any more."),
    "captions_replaced": translatable("The captions were replaced. Search uses them in a few minutes."),
}
OVERTAKEN = translatable(
    "Another person changed this after you opened it. Look at it again, then repeat your change; "
    "what you typed is still here."
)
# The error names a setting, which only the operator can change.
NOT_MAILED = translatable("The e-mail could not be sent. Try again later, or ask the operator of this server.")


@dataclass(frozen=True, slots=True)
class Undo:
    """The form beside a note that takes back what was done."""

    action: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A form that was refused: the sentence for its sender, and what was typed, by the name of the form."""

    sentence: str
    status: int
    is_translated: bool = False  # other sentences may have words of a person in them
    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)

    def kept(self, form: str, name: str, present: object) -> object:
        """Return what was typed into a field of `form`, otherwise the present value."""
        return self.typed.get(name, "") if form == self.form else present


NOTHING_REFUSED = Refusal("", 200)


def refusal_of(error: ChronosError, form: str = "", typed: Mapping[str, str] | None = None) -> Refusal:
    """Return what the page says of `error`, with what was typed into `form`."""
    is_overtaken = error.code in ("course_changed", "courses_changed")
    own = OVERTAKEN if is_overtaken else NOT_MAILED if error.code.startswith("mail_") else None
    return Refusal(own or str(error), CODES[error.code].http_status, own is not None, form, typed or {})


async def staff_person(tx: Tx, actor: Actor) -> PersonView:
    """Return the person behind `actor`, who is of the staff. Raises NotAllowed."""
    person = await view_person(tx, actor)
    if not person.is_staff:
        raise NotAllowed("The studio is for the staff of the school.", code="creators_only")
    return person


def word_note(note: str | None) -> str | None:
    """Return the sentence of a note; None for an unknown one."""
    return NOTES.get(note or "")


def show_again(path: str, note: str, *, undo: object = None) -> RedirectResponse:
    """Send the browser to `path` with a note, so that reloading it repeats nothing.

    `undo`: what the page needs to know to offer a way back.
    """
    said = {"note": note} if undo is None else {"note": note, "undo": undo}
    return RedirectResponse(f"{path}?{urlencode(said)}", 303)
