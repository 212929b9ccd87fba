"""All commands of `chronos`, in the order of its help."""

from typing import Annotated

import typer

from chronos import __version__
from chronos.cli import (
    add,
    analytics,
    answer,
    ask,
    audit,
    chat,
    course,
    creator,
    db,
    embed,
    erase,
    export,
    feedback,
    import_archive,
    models,
    note,
    notifications,
    remove,
    search,
    serve,
    sessions,
    staff,
    storage,
    student,
    teach,
    tiers,
    token,
    usage,
    use,
    video,
    videos,
    whop,
)
from chronos.cli import eval as eval_command

chronos = typer.Typer(
    name="chronos",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Answers questions about a library of videos, with citations to the second.",
)
chronos.command()(serve.up)
chronos.command()(serve.serve)
chronos.command()(serve.worker)
chronos.command()(add.add)
chronos.command()(videos.videos)
chronos.add_typer(video.video, name="video")
chronos.command()(videos.retry)
chronos.command()(remove.remove)
chronos.command()(search.search)
chronos.command()(ask.ask)
chronos.command()(chat.chat)
chronos.add_typer(answer.answer, name="answer")
chronos.command("eval")(eval_command.evaluate)
chronos.command()(feedback.feedback)
chronos.add_typer(teach.teach, name="teach")
chronos.command()(usage.usage)
chronos.add_typer(tiers.tiers, name="tiers")
chronos.command()(token.token)
chronos.command()(use.use)
chronos.add_typer(creator.creator, name="creator")
chronos.add_typer(staff.staff, name="staff")
chronos.add_typer(student.student, name="student")
chronos.add_typer(erase.erase, name="erase")
chronos.add_typer(export.export, name="export")
chronos.add_typer(import_archive.import_archive, name="import")
chronos.add_typer(course.course, name="course")
chronos.add_typer(embed.embed, name="embed")
chronos.add_typer(analytics.analytics, name="analytics")
chronos.add_typer(note.note, name="note")
chronos.add_typer(notifications.notifications, name="notifications")
chronos.add_typer(sessions.sessions, name="sessions")
chronos.command()(audit.audit)
chronos.add_typer(whop.whop, name="whop")
chronos.add_typer(db.db, name="db")
chronos.add_typer(storage.storage, name="storage")
chronos.add_typer(models.models, name="models")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"chronos {__version__}")
        raise typer.Exit


@chronos.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options that come before the command."""
