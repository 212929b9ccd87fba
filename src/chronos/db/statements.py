"""Split an SQL script into its statements, as the server's own lexer would."""

import re
from collections.abc import Iterator

# PostgreSQL documentation, "Lexical Structure": what may hold a semicolon that ends nothing.
_TOKEN = re.compile(
    r"""
    (?P<line_comment>--[^\n]*)
  | (?P<block_comment>/\*)
  | (?P<escape_string>\b[eE]'(?:[^'\\]|\\.|'')*')
  | (?P<string>'(?:[^']|'')*')
  | (?P<identifier>"(?:[^"]|"")*")
  | (?P<dollar>(?<![\w$])\$(?P<tag>(?:[A-Za-z_\x80-\uffff][\w\x80-\uffff]*)?)\$)
  | (?P<begin_atomic>\bbegin\s+atomic\b)
  | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_BLOCK_COMMENT_EDGE = re.compile(r"/\*|\*/")
_BLANK = re.compile(r"\A(?:\s|--[^\n]*(?:\n|\Z))*\Z")


def split_statements(script: str) -> list[str]:
    """The statements in order, without their final semicolons; comments stay with the statement that follows.

    `begin atomic` bodies are not supported: raises ValueError, since their inner semicolons cannot be told apart here.
    """
    return [statement.strip() for statement in _pieces(script) if not _BLANK.match(statement)]


def _pieces(script: str) -> Iterator[str]:
    start = position = 0
    while (token := _TOKEN.search(script, position)) is not None:
        position = token.end()
        match token.lastgroup:
            case "block_comment":
                position = _after_block_comment(script, position)
            case "dollar" | "tag":
                closing = script.find(f"${token['tag']}$", position)
                position = len(script) if closing < 0 else closing + len(token["tag"]) + 2
            case "begin_atomic":
                raise ValueError("write the function's body as a string: BEGIN ATOMIC is not supported in migrations")
            case "end":
                yield script[start : token.start()]
                start = position
    yield script[start:]


def _after_block_comment(script: str, position: int) -> int:
    depth = 1
    while depth:
        edge = _BLOCK_COMMENT_EDGE.search(script, position)
        if edge is None:
            return len(script)
        depth += 1 if edge[0] == "/*" else -1
        position = edge.end()
    return position
