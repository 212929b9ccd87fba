"""Open the application for one command."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from chronos.app import App
    from chronos.config import Settings

Result = TypeVar("Result")


def with_app(work: Callable[["App"], Awaitable[Result]]) -> Result:
    """Run `work` with the application opened from the environment's settings, and record what the command changes."""
    from chronos.app import opened  # here and in the other commands: `chronos --help` needs none of it
    from chronos.cli.record_command import record_command
    from chronos.cli.run_async import run_async
    from chronos.cli.running_server import with_running_address
    from chronos.config import load_settings

    async def run() -> Result:
        async with opened(with_running_address(load_settings())) as app:
            result = await work(app)
            await record_command(app)
            return result

    return run_async(run())


def migrated_url(settings: "Settings") -> str:
    """Apply missing migrations where Chronos may, and return the owner's address of the database."""
    import asyncio

    from chronos.app import bring_up_to_date, owner_url

    asyncio.run(bring_up_to_date(settings))
    return owner_url(settings)
