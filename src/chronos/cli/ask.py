"""`chronos ask`."""

from typing import TYPE_CHECKING, Annotated

import typer

from chronos.cli.output import AsJsonLines
from chronos.cli.resolve_actor import As, acting_actor
from chronos.cli.with_app import with_app

if TYPE_CHECKING:
    from chronos.app import App


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Question in your own words.")],
    person: As = None,
    as_json: AsJsonLines = False,
) -> None:
    """Answer a question with citations from the videos.

    It is printed as it is made. A question that the videos do not cover gets no answer, but the closest moments.

    Example: chronos ask "How do I freeze a runner in motion?"
    """
    from chronos.chat import Asking, stream_answer
    from chronos.cli.show_answer import show_answer

    async def work(app: "App") -> None:
        actor = await acting_actor(app, person)
        events = stream_answer(app.db, app.answerer, actor, Asking(question))
        await show_answer(events, app.settings.public_url, question=question, as_json=as_json)

    with_app(work)
