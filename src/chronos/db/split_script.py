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
  | (?P<case>\bcase\b)
  | (?P<close>\bend\b)
  | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CREATE = re.compile(r"\bcreate\b", re.IGNORECASE)
_BLOCK_COMMENT_EDGE = re.compile(r"/\*|\*/")


def split_statements(script: str) -> list[str]:
    """The statements in order, without their final semicolons; comments stay with the statement that follows.

    Exactly the pieces that the Supabase CLI keeps in its history, comments behind the last statement included.
    """
    return [statement for piece in _pieces(script) if (statement := piece.strip())]


def _pieces(script: str) -> Iterator[str]:
    start = position = 0
    body = 0  # within `begin atomic … end`, a function's body: how many ENDs are still to come
    while (token := _TOKEN.search(script, position)) is not None:
        position = token.end()
        match token.lastgroup:
            case "block_comment":
                position = _after_block_comment(script, position)
            case "dollar" | "tag":
                closing = script.find(f"${token['tag']}$", position)
                position = len(script) if closing < 0 else closing + len(token["tag"]) + 2
            case "begin_atomic" if body or _CREATE.search(script, start, token.start()):
                body += 1  # elsewhere they are a column and its name
            case "case" if body:
                body += 1
            case "close" if body:
                body -= 1
            case "end" if not body:
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
