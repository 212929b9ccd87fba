"""`chronos analytics`: days, videos and courses."""

from typing import TYPE_CHECKING

import typer

from chronos.cli import analytics_people, analytics_recompute
from chronos.cli.analytics_view import AsCsv, First, Last, days, print_for_programs, read_view
from chronos.cli.find_course import Named, find_id
from chronos.cli.output import AsJson, one_line, print_table
from chronos.cli.resolve_actor import Owner, parse_id
from chronos.cli.videos import VideoArgument
from chronos.model import Actor, VideoId
from chronos.text import clock

if TYPE_CHECKING:
    from chronos.analytics import CourseFunnel, Overview, VideoCurve, VideoList
    from chronos.app import App

analytics = typer.Typer(no_args_is_help=True, help="Show and count what students watch and ask.")


@analytics.command("overview")
def overview(
    creator: Owner = None, first: First = None, last: Last = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Show viewers, watch time and questions by day.

    Example: chronos analytics overview --from 2026-01-01 --to 2026-01-31
    """
    from chronos.analytics import get_overview, read_period, small_text

    async def work(app: "App", actor: Actor) -> "Overview":
        async with app.db.acting_as(actor) as tx:
            return await get_overview(tx, await read_period(tx, actor, *days(first, last)))

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    totals = shown.totals
    typer.echo(
        f"{shown.period.first} to {shown.period.last} ({shown.period.time_zone}): {totals.viewers} viewers, "
        f"{clock(totals.watch_seconds)} watched, {totals.completions} completions, {totals.questions} questions, "
        f"{totals.refusals} not covered"
    )
    if shown.days is None:
        typer.echo(small_text(shown.least_group, "were active"))
        return
    rows = [
        (d.date, d.viewers, _time(d.watch_seconds), _percent(d.completion_rate), d.questions, d.refusals)
        for d in shown.days
    ]
    print_table(("DAY", "VIEWERS", "WATCHED", "COMPLETED", "QUESTIONS", "NOT COVERED"), rows)
    groups = ((totals.viewers, "watched"), (totals.askers, "asked"))
    for _, did in filter(lambda group: group[0] < shown.least_group, groups):
        typer.echo(small_text(shown.least_group, did))


@analytics.command("videos")
def videos(
    creator: Owner = None, first: First = None, last: Last = None, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """Show how much each video is watched.

    Example: chronos analytics videos
    """
    from chronos.analytics import list_watched_videos, read_period, small_text

    async def work(app: "App", actor: Actor) -> "VideoList":
        async with app.db.acting_as(actor) as tx:
            return await list_watched_videos(tx, await read_period(tx, actor, *days(first, last)))

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    rows = [
        (v.id, v.title, v.viewers, v.views, _time(v.watch_seconds), _percent(v.completion_rate), v.questions)
        for v in shown.videos
    ]
    print_table(("ID", "TITLE", "VIEWERS", "VIEWS", "WATCHED", "COMPLETED", "QUESTIONS"), rows)
    if shown.viewers < shown.least_group:
        typer.echo(small_text(shown.least_group, "watched"))


@analytics.command("video")
def video(video_id: VideoArgument, creator: Owner = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show where students stop, and what they hear again.

    `--json` and `--csv` have every second.

    Example: chronos analytics video 1b4e28ba-2fa1-11d2-883f-0016d3cca427
    """
    from chronos.analytics import get_video_curve, small_text

    async def work(app: "App", actor: Actor) -> "VideoCurve":
        async with app.db.acting_as(actor) as tx:
            return await get_video_curve(tx, VideoId(parse_id(video_id)))

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    told = "" if shown.heard is None else f"{shown.completed} completed, {shown.rewatchers} heard parts again, "
    typer.echo(f"{one_line(shown.title)}: {shown.viewers} viewers, {told}{shown.questions} questions")
    for stop in shown.drop_offs:
        typer.echo(f"  {clock(stop.at_seconds)}  {stop.lost} students stop ({stop.share:.0%})")
    for part in shown.confused:
        asked = f", {part.questions} questions" if part.questions else ""
        typer.echo(
            f"  {clock(part.from_seconds)}-{clock(part.to_seconds)}  {part.students} students listen again{asked}"
        )
    if shown.heard is None:
        typer.echo(small_text(shown.least_group, "watched"))
    for name in ("drop_offs", "confused"):
        typer.echo(shown.rules[name])


@analytics.command("course")
def course(name: Named, creator: Owner = None, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Show how many students reach each lesson of a course.

    Example: chronos analytics course "Photography"
    """
    from chronos.analytics import get_course_funnel, small_text

    async def work(app: "App", actor: Actor) -> "CourseFunnel":
        async with app.db.acting_as(actor) as tx:
            return await get_course_funnel(tx, await find_id(tx, name))

    shown = read_view(creator, work)
    if print_for_programs(shown, as_json, as_csv):
        return
    completed = "" if shown.completed is None else f", {shown.completed} completed"
    typer.echo(f"{one_line(shown.title)}: {shown.students} students, {shown.began} began{completed}")
    if shown.lessons is None:
        typer.echo(small_text(shown.least_group, "began"))
    else:
        rows = [(each.position, each.module, each.title, each.began, each.completed) for each in shown.lessons]
        print_table(("", "MODULE", "LESSON", "BEGAN", "COMPLETED"), rows)
    typer.echo(shown.rule)


analytics.command("students")(analytics_people.students)
analytics.command("cohorts")(analytics_people.cohorts)
analytics.command("questions")(analytics_people.questions)
analytics.command("gaps")(analytics_people.gaps)
analytics.command("faq")(analytics_people.faq)
analytics.command("recompute")(analytics_recompute.recompute)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _time(seconds: float | None) -> str:
    return "" if seconds is None else clock(seconds)
