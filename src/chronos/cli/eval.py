"""`chronos eval`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chronos.cli.eval_cases import print_report
from chronos.cli.output import AsJson, print_json, print_table
from chronos.cli.progress_bar import OnProgress, progress_bar
from chronos.cli.resolve_actor import WHO
from chronos.cli.with_app import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.evaluation import Folder, Report

# The words and the format of each measure.
MEASURES = {
    "videos": ("videos imported", "{:,}"),
    "chunks": ("passages made from them", "{:,}"),
    "ingest_seconds": ("until all were searchable", "{:.1f} s"),
    "questions": ("questions with an answer", "{:,}"),
    "heard_within_60s_at_1": ("the first moment leads to the answer within 60 s", "{:.1%}"),
    "heard_within_20s_at_1": ("the first moment leads to the answer within 20 s", "{:.1%}"),
    "heard_within_60s_at_5": ("one of the first five does within 60 s", "{:.1%}"),
    "mrr_at_10": ("mean of 1 / rank of the first that does", "{:.3f}"),
    "jump_error_median_s": ("distance of the first moment from the answer, median", "{:.1f} s"),
    "answered_answerable": ("questions with an answer that were answered", "{:.1%}"),
    "answered_unanswerable": ("questions without one that were answered", "{:.1%}"),
    "answer_in_first_quote": ("answers whose second lies inside the first quote", "{:.1%}"),
    "answer_in_quotes": ("inside one of the quotes", "{:.1%}"),
    "quotes_per_answer": ("quotes of an answer, mean", "{:.2f}"),
    "duplicate_quotes": ("quotes that repeat another of their answer", "{:,}"),
    "misquotes": ("quotes that are not said so in their seconds", "{:,}"),
    "latency_ms_p50": ("time of a search, median", "{:.0f} ms"),
    "latency_ms_p95": ("time of a search, 95th percentile", "{:.0f} ms"),
}

CURVE_STEP = 5  # every so many points are printed


def evaluate(
    directory: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder with transcripts/*.vtt and questions.jsonl.")
    ] = None,
    creator: Annotated[
        str | None, typer.Option(metavar=WHO, help="Measure this creator's library and cases, not a folder.")
    ] = None,
    cases: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="First replace the creator's cases: CSV with question,video,at."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the quality of search and answers.

    A folder is imported into a scratch tenant that is removed afterwards; --creator measures a library as it is.

    Example: chronos eval bench/guard
    """
    if (directory is None) == (creator is None):
        raise Invalid("Pass a folder, or --creator WHO.")
    if creator is not None:
        _evaluate_creator(creator, cases, as_json)
    elif cases is not None:
        raise Invalid("--cases FILE needs --creator WHO; a folder has its own questions.")
    elif directory is not None:
        _evaluate_folder(directory, as_json)


def _evaluate_folder(directory: Path, as_json: bool) -> None:
    from chronos.evaluation import read_folder

    folder = read_folder(directory)
    with progress_bar(True) as on_progress:
        measured = with_app(lambda app: _measure_folder(app, folder, on_progress))
    if as_json:
        print_json(measured)
    else:
        rows = [(_shown(measured[name], form), what, name) for name, (what, form) in MEASURES.items()]
        print_table(("", "MEASURE", "IN JSON"), rows)
        _print_curve(measured)


def _evaluate_creator(creator: str, cases: Path | None, as_json: bool) -> None:
    with progress_bar(True) as on_progress:
        report = with_app(lambda app: _measure_creator(app, creator, cases, on_progress))
    print_json(report) if as_json else print_report(report)


async def _measure_folder(app: "App", folder: "Folder", on_progress: OnProgress) -> dict[str, Any]:
    import asyncio
    from dataclasses import asdict

    from chronos.evaluation import ask_all, ingest, score, scratch_tenant

    on_progress("loading the models", None)
    answerer = await asyncio.to_thread(lambda: app.answerer)  # before the clock runs
    async with scratch_tenant(app.db, app.objects) as scratch:
        what = f"importing {len(folder.captions)} videos"
        async with app.worker():
            made = await ingest(app.db, app.objects, scratch, folder.captions, lambda part: on_progress(what, part))
        questions = folder.questions(made.videos)
        what = f"asking {len(questions):,} questions"
        asked = await ask_all(app.db, answerer, scratch.student, questions, lambda part: on_progress(what, part))
    counts = {"videos": len(made.videos), "chunks": made.chunks, "ingest_seconds": round(made.seconds, 2)}
    found = counts | asdict(score(asked))
    return {name: found[name] for name in (*MEASURES, "refusal_curve", "refusal_thresholds")}


async def _measure_creator(app: "App", creator: str, cases: Path | None, on_progress: OnProgress) -> "Report":
    import asyncio

    from chronos.evaluation import (
        ask_all,
        list_cases,
        list_library,
        list_visible_videos,
        make_report,
        probe_student,
        read_cases,
        replace_cases,
    )
    from chronos.members import find_person

    actor = (await find_person(app.db, creator, "creator")).actor
    assert actor.creator_id is not None  # noqa: S101 - only creators were looked for
    async with app.db.acting_as(actor) as tx:
        if cases is not None:
            await replace_cases(tx, actor.creator_id, read_cases(cases, await list_library(tx)))
        kept = await list_cases(tx)
    on_progress("loading the models", None)
    answerer = await asyncio.to_thread(lambda: app.answerer)
    what = f"asking {len(kept):,} questions"
    async with probe_student(app.db, actor.creator_id) as probe:
        visible = await list_visible_videos(probe)
        questions = [case.question for case in kept]
        asked = await ask_all(probe.db, answerer, probe.student, questions, lambda part: on_progress(what, part))
    return make_report(asked, kept, visible)


def _print_curve(measured: dict[str, Any]) -> None:
    points = list(zip(measured["refusal_curve"], measured["refusal_thresholds"], strict=True))
    if points:
        typer.echo("\nWhat another threshold would answer (chronos creator settings --answer-threshold):\n")
        rows = [(f"{least:.2f}", f"{share:.1%}", f"{other:.1%}") for (share, other), least in points[::CURVE_STEP]]
        print_table(("THRESHOLD", "WITH AN ANSWER", "WITHOUT"), rows)


def _shown(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)
