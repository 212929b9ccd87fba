"""`chronos answer`: what a student does with an answer."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, one_line, print_json, print_table
from chronos.cli.parse_moment import parse_place
from chronos.cli.resolve_actor import As, acting_actor, parse_id
from chronos.cli.show_answer import print_citations, visible
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.chat import AnswerLink, Feedback, SavedAnswer, SharedAnswer

answer = typer.Typer(no_args_is_help=True, help="Save, share and judge answers of a student, given by --as.")

Message = Annotated[str, typer.Argument(metavar="MESSAGE", help="Id of the answer; /id in `chronos chat` shows it.")]
LINK = "/api/v1/shared-answers/"


@answer.command("save")
def save(message: Message, person: As = None, as_json: AsJson = False) -> None:
    """Save an answer and print its id.

    It stays when its conversation is deleted, and no one else can read it.

    Example: chronos answer save 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --as "Sam"
    """
    from chronos.chat import save_answer

    async def work(app: "App") -> "SavedAnswer":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            return await save_answer(tx, actor, parse_id(message))

    saved = with_app(work)
    print_json(saved) if as_json else typer.echo(saved.id)


@answer.command("saved")
def list_saved(
    limit: Annotated[int, typer.Option(metavar="NUMBER", help="Largest number of answers.", min=1, max=200)] = 50,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """List saved answers with their quotes, the latest first.

    Example: chronos answer saved --as "Sam"
    """
    from chronos.chat import list_saved_answers

    async def work(app: "App") -> "tuple[list[SavedAnswer], str]":
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            return await list_saved_answers(tx, limit=limit), app.settings.public_url

    found, public_url = with_app(work)
    if as_json:
        print_json(found)
        return
    for one in found:
        typer.echo(f"{one.id}  {one.created_at:%Y-%m-%d}  “{one_line(one.question)}”\n{visible(one.content)}")
        print_citations(one.citations, public_url, one.content)
        typer.echo()
    if not found:
        typer.echo("No saved answers yet.")


@answer.command("remove")
def remove(
    saved: Annotated[
        str, typer.Argument(metavar="SAVED", help="Id of the saved answer, as `chronos answer saved` shows.")
    ],
    person: As = None,
) -> None:
    """Remove a saved answer; its conversation stays.

    Example: chronos answer remove 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --as "Sam"
    """
    from chronos.chat import remove_saved_answer

    async def work(app: "App") -> None:
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            await remove_saved_answer(tx, parse_id(saved))

    with_app(work)
    typer.echo("Removed.")


@answer.command("share")
def share(message: Message, person: As = None, as_json: AsJson = False) -> None:
    """Create a link to an answer; an earlier one stops working.

    Members of the school who may play every cited video read question, answer and quotes, without the student's name.

    Example: chronos answer share 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --as "Sam"
    """
    from chronos.chat import share_answer

    async def work(app: "App") -> "tuple[AnswerLink, str]":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            link = await share_answer(tx, actor, parse_id(message))
        return link, f"{app.settings.public_url}{LINK}{link.token}"

    link, url = with_app(work)
    if as_json:
        print_json({"message_id": link.message_id, "created_at": link.created_at, "token": link.token, "url": url})
    else:
        typer.echo(url)


@answer.command("shared")
def list_shared(person: As = None, as_json: AsJson = False) -> None:
    """List the answers that the student shares.

    Example: chronos answer shared --as "Sam"
    """
    from chronos.chat import list_answer_links

    async def work(app: "App") -> "list[AnswerLink]":
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            return await list_answer_links(tx)

    links = with_app(work)
    if as_json:
        print_json([{"message_id": link.message_id, "created_at": link.created_at} for link in links])
        return
    print_table(("MESSAGE", "SINCE"), [(link.message_id, f"{link.created_at:%Y-%m-%d}") for link in links])


@answer.command("unshare")
def unshare(message: Message, person: As = None) -> None:
    """Revoke the link to an answer.

    Example: chronos answer unshare 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --as "Sam"
    """
    from chronos.chat import end_answer_link

    async def work(app: "App") -> None:
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            await end_answer_link(tx, parse_id(message))

    with_app(work)
    typer.echo("The link no longer works.")


@answer.command("open")
def open_link(
    link: Annotated[str, typer.Argument(metavar="LINK", help="The link, or the token at its end.")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Show a shared answer, as this person may see it.

    Example: chronos answer open TOKEN --as "Eve"
    """
    from chronos.chat import read_shared_answer

    async def work(app: "App") -> "tuple[SharedAnswer, str]":
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            return await read_shared_answer(tx, link.rpartition("/")[2]), app.settings.public_url

    shared, public_url = with_app(work)
    if as_json:
        print_json(shared)
        return
    typer.echo(f"“{one_line(shared.question)}”\n{visible(shared.content)}")
    print_citations(shared.citations, public_url, shared.content)


@answer.command("judge")
def judge(
    message: Message,
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="right, wrong or wrong_moment.")],
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="VIDEO@TIME", help="Where it is said better, for wrong_moment, e.g. ID@1:23."),
    ] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """Judge an answer; the creator reads it, without the name.

    A second judgement replaces the first.

    Example: chronos answer judge 1b4e28ba-2fa1-11d2-883f-0016d3cca427 right --as "Sam"
    """
    from chronos.chat import FEEDBACK_VERDICTS, BetterMoment, give_feedback

    given = next((one for one in FEEDBACK_VERDICTS if one == verdict), None)
    if given is None:
        raise Invalid(f"{verdict!r} is not a verdict: use one of {', '.join(FEEDBACK_VERDICTS)}.")
    better = BetterMoment(*parse_place(at)) if at is not None else None

    async def work(app: "App") -> "Feedback":
        actor = await acting_actor(app, person)
        async with app.db.acting_as(actor) as tx:
            return await give_feedback(tx, actor, parse_id(message), given, better)

    feedback = with_app(work)
    print_json(feedback) if as_json else typer.echo("The creator can read your feedback.")


@answer.command("unjudge")
def unjudge(message: Message, person: As = None) -> None:
    """Remove the student's feedback on an answer.

    Example: chronos answer unjudge 1b4e28ba-2fa1-11d2-883f-0016d3cca427 --as "Sam"
    """
    from chronos.chat import take_feedback_back

    async def work(app: "App") -> None:
        async with app.db.acting_as(await acting_actor(app, person)) as tx:
            await take_feedback_back(tx, parse_id(message))

    with_app(work)
    typer.echo("Removed.")
