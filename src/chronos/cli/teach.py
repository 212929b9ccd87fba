"""`chronos teach`: the teacher's own answers."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.parse_moment import parse_moment
from chronos.cli.resolve_actor import Owner, acting_creator, parse_id
from chronos.cli.with_app import with_app
from chronos.text import clock

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.chat import TeacherAnswer

teach = typer.Typer(no_args_is_help=True, help="Manage the teacher's own answers to questions.")

At = Annotated[
    list[str],
    typer.Option("--at", metavar="VIDEO@TIME", help="Moment to cite, e.g. ID@1:23 or ID@1:23-1:40. Repeatable."),
]


@teach.command("add")
def add_one(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question to answer.")],
    at: At,
    text: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The answer; [1] is the first moment. Default: the quotes.")
    ] = None,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="QUESTION", help="The same in other words. Repeatable.")
    ] = None,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question and its paraphrases in your own words.

    Students get this answer before a language model is asked, cited like any other.

    Example: chronos teach add "How do I freeze a runner?" --at 1b4e28ba-2fa1-11d2-883f-0016d3cca427@4:05
    """
    from chronos.chat import Teaching
    from chronos.chat import teach as give

    teaching = Teaching([question, *(also or [])], [parse_moment(each) for each in at], text)

    async def work(app: "App") -> "TeacherAnswer":
        return await give(app.db, app.embedder, await acting_creator(app, creator), teaching)

    answer = with_app(work)
    print_json(answer) if as_json else typer.echo(answer.id)


@teach.command("pin")
def pin(
    message: Annotated[str, typer.Argument(metavar="MESSAGE", help="Id of the answer, as `chronos feedback` shows.")],
    text: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A corrected text; [1] is the first citation. Default: its own.")
    ] = None,
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="QUESTION", help="The question in other words. Repeatable.")
    ] = None,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """Give an answer that a student got as the teacher's own.

    Its question, text and citations are kept; the student sees that the conversation was read.

    Example: chronos teach pin 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --also "How do I freeze motion?"
    """
    from chronos.chat import Pinning, pin_answer

    pinning = Pinning(parse_id(message), also or [], text)

    async def work(app: "App") -> "TeacherAnswer":
        return await pin_answer(app.db, app.embedder, await acting_creator(app, creator), pinning)

    answer = with_app(work)
    print_json(answer) if as_json else typer.echo(answer.id)


@teach.command("list")
def list_all(
    limit: Annotated[int, typer.Option(metavar="NUMBER", help="Largest number of answers.", min=1, max=200)] = 100,
    creator: Owner = None,
    as_json: AsJson = False,
) -> None:
    """List the teacher's answers, the latest first.

    Example: chronos teach list
    """
    from chronos.chat import list_teacher_answers

    async def work(app: "App") -> "list[TeacherAnswer]":
        async with app.db.acting_as(await acting_creator(app, creator)) as tx:
            return await list_teacher_answers(tx, limit=limit)

    answers = with_app(work)
    if as_json:
        print_json(answers)
        return
    for answer in answers:
        typer.echo(answer.id)
        for question in answer.questions:
            typer.echo(f"    “{one_line(question)}”")
        typer.echo(f"    {one_line(answer.content)}")
        for number, cited in enumerate(answer.citations, start=1):
            typer.echo(f"    [{number}] {one_line(cited.title)} {clock(cited.start_seconds)}")


@teach.command("remove")
def remove(
    answer_id: Annotated[
        str, typer.Argument(metavar="ANSWER", help="Id of the answer, as `chronos teach list` shows.")
    ],
    creator: Owner = None,
) -> None:
    """Remove a teacher's answer.

    Example: chronos teach remove 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    from chronos.chat import remove_teacher_answer

    async def work(app: "App") -> None:
        async with app.db.acting_as(await acting_creator(app, creator)) as tx:
            await remove_teacher_answer(tx, parse_id(answer_id))

    with_app(work)
    typer.echo("Removed.")
