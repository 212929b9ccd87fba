"""Call a tool with the arguments of an assistant."""

import functools
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from chronos.app import App
from chronos.errors import ChronosError
from chronos.model import Actor
from chronos.web.errors import BUG
from chronos.web.mcp.library import LIST_COURSES, LIST_VIDEOS
from chronos.web.mcp.search import ASK, SEARCH
from chronos.web.mcp.tool import AnyTool
from chronos.web.mcp.transcript import GET_TRANSCRIPT
from chronos.web.word_fault import word_fault, word_faults

if TYPE_CHECKING:
    from mcp_types import CallToolResult
    from mcp_types import Tool as ListedTool

TOOLS: Mapping[str, AnyTool] = {tool.name: tool for tool in (SEARCH, ASK, GET_TRANSCRIPT, LIST_VIDEOS, LIST_COURSES)}

Hold = Callable[[], AbstractContextManager[None]]

_log = logging.getLogger(__name__)


@functools.cache
def list_tools() -> "Sequence[ListedTool]":
    """Return the tools as the protocol describes them."""
    from mcp_types import Tool as ListedTool
    from mcp_types import ToolAnnotations

    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return [
        ListedTool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=tool.arguments.model_json_schema(),
            output_schema=tool.answer.model_json_schema(mode="serialization"),
            annotations=reads,
        )
        for tool in TOOLS.values()
    ]


def input_schema(name: str) -> Mapping[str, Any] | None:
    """Return the JSON schema of a tool's arguments; None for a tool that does not exist."""
    return next((tool.input_schema for tool in list_tools() if tool.name == name), None)


async def call_tool(app: App, actor: Actor, hold: Hold, name: str, arguments: Mapping[str, Any]) -> "CallToolResult":
    """Return a tool's answer, or in one sentence what the assistant can do about a call that failed.

    `hold` holds a place for an answer while it is made. Raises MCPError for a tool that does not exist.
    """
    from mcp.shared.exceptions import MCPError
    from mcp_types import INVALID_PARAMS, CallToolResult, TextContent

    tool = TOOLS.get(name)
    if tool is None:
        raise MCPError(INVALID_PARAMS, f"There is no such tool. There are: {', '.join(TOOLS)}.")
    try:
        body = tool.arguments.model_validate(arguments)
        with hold() if name == ASK.name else nullcontext():
            answer = await tool.call(body, app, actor)
    except ValidationError as error:
        faults = [word_fault({**fault, "loc": ("arguments", *fault["loc"])}) for fault in error.errors()]
        return _refuse("request_invalid", word_faults(faults))
    except ChronosError as error:
        return _refuse(error.code, str(error))
    except Exception:
        _log.exception("the tool %s failed", name)
        return _refuse("internal_error", BUG)
    text = TextContent(type="text", text=tool.word(answer))
    return CallToolResult(content=[text], structured_content=answer.model_dump(mode="json"))


def _refuse(code: str, sentence: str) -> "CallToolResult":
    from mcp_types import CallToolResult, TextContent

    return CallToolResult(
        content=[TextContent(type="text", text=sentence)], is_error=True, _meta={"chronos/code": code}
    )
