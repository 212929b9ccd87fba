"""`chronos eval`: how good are search and answers?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chronos.cli.present import AsJson, print_json, print_table
from chronos.cli.progress import OnProgress, shown_progress
from chronos.cli.session import with_app
from chronos.errors import Invalid

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.evaluation import Folder

# Each measure as a person reads it, and how its value is shown.
MEASURES = {
    "videos": ("videos imported", "{:,}"),
    "chunks": ("passages made of them", "{:,}"),
    "ingest_seconds": ("until all could be searched", "{:.1f} s"),
    "questions": ("questions with an answer", "{:,}"),
    "heard_within_60s_at_1": ("the first moment leads to the answer within 60 s", "{:.1%}"),
    "heard_within_20s_at_1": ("the first moment leads to the answer within 20 s", "{:.1%}"),
    "heard_within_60s_at_5": ("one of the first five does within 60 s", "{:.1%}"),
    "mrr_at_10": ("mean of 1 / place of the first that does", "{:.3f}"),
    "jump_error_median_s": ("between the first moment and the answer, median", "{:.1f} s"),
    "answered_answerable": ("questions with an answer that were answered", "{:.1%}"),
    "answered_unanswerable": ("questions without one that were answered", "{:.1%}"),
    "latency_ms_p50": ("a search took, median", "{:.0f} ms"),
    "latency_ms_p95": ("a search took, 19 of 20", "{:.0f} ms"),
}


def evaluate(
    directory: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A folder with transcripts/*.vtt and questions.jsonl.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure search and answers on a folder of transcripts and questions, in a tenant that is removed afterwards.

    Example: chronos eval bench/guard
    """
    if directory is None:
        raise Invalid("Say what to measure: a folder.")
    from chronos.evaluation import read_folder

    folder = read_folder(directory)
    with shown_progress(True) as on_progress:
        measured = with_app(lambda app: _measure_folder(app, folder, on_progress))
    if as_json:
        print_json(measured)
    else:
        rows = [(_shown(measured[name], form), what, name) for name, (what, form) in MEASURES.items()]
        print_table(("", "MEASURE", "IN JSON"), rows)


async def _measure_folder(app: "App", folder: "Folder", on_progress: OnProgress) -> dict[str, Any]:
    import asyncio
    from dataclasses import asdict

    from chronos.evaluation import ask_all, ingest, score, scratch_tenant

    on_progress("loading the models", None)
    engine = await asyncio.to_thread(lambda: app.engine)  # before the clock runs
    async with scratch_tenant(app.db, app.objects) as scratch:
        what = f"importing {len(folder.captions)} videos"
        async with app.worker():
            made = await ingest(app.db, app.objects, scratch, folder.captions, lambda part: on_progress(what, part))
        questions = folder.questions(made.videos)
        what = f"asking {len(questions):,} questions"
        asked = await ask_all(app.db, engine, scratch.student, questions, lambda part: on_progress(what, part))
    counts = {"videos": len(made.videos), "chunks": made.chunks, "ingest_seconds": round(made.seconds, 2)}
    found = counts | asdict(score(asked))
    return {name: found[name] for name in MEASURES}


def _shown(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)
