"""`chronos chat`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.find_course import find_id
from chronos.cli.output import AsJsonLines
from chronos.cli.parse_moment import parse_place
from chronos.cli.resolve_actor import As, acting_actor, parse_id
from chronos.cli.with_app import with_app
from chronos.errors import Invalid
from chronos.model import SessionId, VideoId

if TYPE_CHECKING:
    from chronos.app import App


def chat(
    person: As = None,
    session: Annotated[str | None, typer.Option(metavar="ID", help="Resume this conversation.")] = None,
    course: Annotated[str | None, typer.Option(metavar="COURSE", help="Ask about this course: title or id.")] = None,
    video: Annotated[str | None, typer.Option(metavar="ID", help="Ask about this video.")] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="VIDEO@TIME", help="Ask about this video around this second, e.g. ID@1:23."),
    ] = None,
    as_json: AsJsonLines = False,
) -> None:
    """Hold a conversation with the videos as a student.

    Each line is a question, typed or from a pipe; the conversation is kept. Ctrl-C stops an answer, /help lists the
    commands, /quit ends.

    Example: chronos chat --as "Sam" --course "Light"
    """
    from chronos.chat import students_only
    from chronos.cli.converse import Conversation, Topic, converse, resume

    if sum(each is not None for each in (session, course, video, at)) > 1:
        raise Invalid("Pass one of --session, --course, --video and --at: a conversation keeps what it is about.")

    async def work(app: "App") -> int:
        actor = await acting_actor(app, person)
        if actor.student_id is None and not as_json:  # programs get it as an event
            raise students_only()
        topic = Topic((VideoId(parse_id(video)),)) if video is not None else Topic()
        if at is not None:
            video_id, second = parse_place(at)
            topic = Topic((video_id,), at_seconds=second)
        if course is not None:
            async with app.db.acting_as(actor) as tx:
                topic = Topic(course_id=await find_id(tx, course))
        talk = Conversation(app, actor, topic, as_json)
        if session is not None:
            await resume(talk, SessionId(parse_id(session)))
        return await converse(talk)

    if code := with_app(work):
        raise typer.Exit(code)
