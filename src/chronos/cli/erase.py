"""`chronos erase`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.confirm import confirm
from chronos.cli.output import AsJson, one_line, print_json
from chronos.cli.resolve_actor import WHO
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.members import ErasedStudent, ErasurePlan

erase = typer.Typer(no_args_is_help=True, help="Erase a person for good, with a receipt.")


@erase.command("student")
def student(
    who: Annotated[str, typer.Argument(metavar=WHO, help="Name, e-mail address, or id of the student.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete a student and all that is theirs, for good.

    Every row that names the student is deleted; counts of past days and charges stay, without the person. The receipt
    (--json) has the number of rows in each table.

    Example: chronos erase student "Sam"
    """
    erased = with_app(lambda app: _erase(app, who, yes))
    if erased is None:
        typer.echo("Nothing was erased.", err=True)
    elif as_json:
        print_json(erased)
    else:
        typer.echo(f"Erased {one_line(erased.name)}: {_in_words(erased)}.")


async def _erase(app: "App", who: str, yes: bool) -> "ErasedStudent | None":
    from chronos.members import erase_any_student, find_person, plan_any_erasure
    from chronos.model import StudentId

    student_id = StudentId((await find_person(app.db, who, "student")).id)
    planned = await plan_any_erasure(app.db, student_id)
    question = f"Erase {one_line(planned.name)} for good, with {_in_words(planned)}? This cannot be undone."
    if not yes and not confirm(question):
        return None
    return await erase_any_student(app.db, student_id)


def _in_words(plan: "ErasurePlan") -> str:
    told = [
        (plan.rows.get("public.chat_sessions", 0), "conversation"),
        (plan.rows.get("public.chat_messages", 0), "message"),
        (plan.rows.get("public.notes", 0), "note"),
    ]
    counts = [f"{count} {name}{'' if count == 1 else 's'}" for count, name in told]
    videos = plan.rows.get("public.video_progress", 0)
    return f"{', '.join(counts)}, progress in {videos} video{'' if videos == 1 else 's'}"
