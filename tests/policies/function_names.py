"""Find the names in a function's body that PostgreSQL may look up among a caller's own objects."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pglast import parse_sql
from pglast.ast import String
from pglast.parser import ParseError, parse_plpgsql_json
from pglast.visitors import Visitor

# Schemas in which no caller creates anything.
TRUSTED = frozenset({"pg_catalog", "public", "private", "jobs", "extensions", "auth", "storage", "information_schema"})
_EXPRESSION, _ASSIGNMENT = 2, 3
_DECLARATION = re.compile(
    r"\s*\w+\s+(?:constant\s+)?(.+?)\s*(?:not null\s*)?(?:(?::?=|\bdefault\b).*)?$", re.IGNORECASE | re.DOTALL
)


def unsafe_names(definition: str, source: str, builtin_types: frozenset[str], passed: frozenset[str]) -> set[str]:
    """Return the relations, types, functions and operators that a name in the body may lead astray from.

    `definition` is the whole `create function`, `source` its body. `passed` are the transition tables of its trigger,
    which PostgreSQL finds first. A relation or type without a schema is looked up in pg_temp as well, a function or
    operator never is; other schemas than `TRUSTED` may have objects of a caller's.
    """
    found = _Names(builtin_types, passed)
    if re.search(r"\blanguage plpgsql\b", definition, re.IGNORECASE):
        header, body = definition.split(source)[0], source
        for declaration, kind in _declarations(source):
            found.declare(kind)
            body = body.replace(declaration, declaration.replace(kind, kind if "%" in kind else "text", 1), 1)
        # The parser knows no types of other schemas.
        header = re.sub(r"\b(?!pg_catalog\b)\w+\.\w+\b(?!\s*\()", "text", header)
        for statement in _statements(json.loads(parse_plpgsql_json(f"{header}{body}{definition.split(source)[1]}"))):
            found(parse_sql(statement))
    else:
        found(parse_sql(source))
    return found.unsafe


class _Names(Visitor):
    def __init__(self, builtin_types: frozenset[str], passed: frozenset[str]) -> None:
        super().__init__()
        self._builtin_types = builtin_types
        self._known = set(passed)
        self.unsafe: set[str] = set()

    def __call__(self, node: Any) -> Any:
        self._known |= set(_named_by_with(node))
        return super().__call__(node)

    def visit_RangeVar(self, _: Any, node: Any) -> None:  # noqa: N802
        if node.schemaname is None and node.relname not in self._known:
            self.unsafe.add(f"relation {node.relname}")
        self._require_trusted("relation", node.schemaname, node.relname)

    def visit_TypeName(self, _: Any, node: Any) -> None:  # noqa: N802
        *schema, name = [str(part.sval) for part in node.names or ()]
        if not schema and name not in self._builtin_types:
            self.unsafe.add(f"type {name}")
        self._require_trusted("type", ".".join(schema) or None, name)

    def visit_FuncCall(self, _: Any, node: Any) -> None:  # noqa: N802
        *schema, name = [str(part.sval) for part in node.funcname]
        self._require_trusted("function", ".".join(schema) or None, name)

    def visit_A_Expr(self, _: Any, node: Any) -> None:  # noqa: N802
        *schema, name = [str(part.sval) for part in node.name if isinstance(part, String)]
        self._require_trusted("operator", ".".join(schema) or None, name)

    def visit_SortBy(self, _: Any, node: Any) -> None:  # noqa: N802
        *schema, name = [str(part.sval) for part in node.useOp or (String("<"),)]
        self._require_trusted("operator", ".".join(schema) or None, name)

    def visit_A_Const(self, _: Any, node: Any) -> None:  # noqa: N802
        """Look into text that is itself a statement, for `execute`."""
        text = (node.val.sval or "") if isinstance(node.val, String) else ""
        if re.match(r"\s*(select|with|insert|update|delete|create|alter|drop|truncate)\s", text, re.IGNORECASE):
            try:
                self(parse_sql(re.sub(r"%\d*\$?[sIL]", "x", text)))
            except ParseError:
                self.unsafe.add(f"statement {text}")

    def declare(self, kind: str) -> None:
        """Look at the type of a variable: a type, or that of a row or column."""
        name, percent, of = kind.partition("%")
        if not percent:
            self(parse_sql(f"select null::{kind}"))
        elif len(parts := name.split(".")) == {"rowtype": 1, "type": 2}[of.strip().lower()]:
            self.unsafe.add(f"relation {parts[0]}")
        elif len(parts) > 1:
            self._require_trusted("relation", parts[0], parts[1])

    def _require_trusted(self, kind: str, schema: str | None, name: str) -> None:
        if schema is not None and schema not in TRUSTED:
            self.unsafe.add(f"{kind} {schema}.{name}")


def _named_by_with(node: Any) -> Iterator[str]:
    """Yield the names that `with` gives to queries."""
    found: list[str] = []

    class Find(Visitor):
        def visit_CommonTableExpr(self, _: Any, node: Any) -> None:  # noqa: N802
            found.append(node.ctename)

    Find()(node)
    yield from found


def _statements(parsed: Any) -> Iterator[str]:
    """Yield every statement and expression of a body in PL/pgSQL, each as a statement."""
    if isinstance(parsed, list):
        for one in parsed:
            yield from _statements(one)
    elif isinstance(parsed, dict):
        if "query" in parsed and "parseMode" in parsed:
            query, mode = parsed["query"], parsed["parseMode"]
            if mode >= _ASSIGNMENT:
                query = re.split(r":?=", query, maxsplit=1)[1]
            yield query if mode < _EXPRESSION else f"select {query}"
        for value in parsed.values():
            yield from _statements(value)


def _declarations(source: str) -> Iterator[tuple[str, str]]:
    """Yield each declaration of a variable with its type."""
    for section in re.findall(r"\bdeclare\b(.*?)\bbegin\b", source, re.IGNORECASE | re.DOTALL):
        for declaration in re.sub(r"--.*", "", section).split(";")[:-1]:
            found = _DECLARATION.match(declaration)
            assert found is not None, declaration
            if found[1].lower() not in ("record", "refcursor"):
                yield declaration, found[1]
