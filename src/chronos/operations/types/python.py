"""Python: a catalogue in, frozen Pydantic models out, one for a row, one for an insert and one for an update."""

import json
import keyword
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence

from chronos.operations.types.catalogue import Catalogue, Column, EnumType, Function, Relation, Type

LINE = 120
_INDENT = "    "

# psycopg's own forms, which Pydantic also makes of PostgREST's JSON. Everything else is text.
_FORMS = {
    **dict.fromkeys(("int2", "int4", "int8"), "int"),
    **dict.fromkeys(("float4", "float8"), "float"),
    **dict.fromkeys(("json", "jsonb"), "JsonValue"),
    "numeric": "Decimal",
    "bool": "bool",
    "uuid": "UUID",
    "bytea": "bytes",
    "date": "dt.date",
    "time": "dt.time",
    "timetz": "dt.time",
    "timestamp": "dt.datetime",
    "timestamptz": "AwareDatetime",
    "interval": "dt.timedelta",
}
_IMPORTS = {
    "dt.": "import datetime as dt",
    "Decimal": "from decimal import Decimal",
    "Literal": "from typing import Literal, TypeAlias",
    "UUID": "from uuid import UUID",
}
_FROM_PYDANTIC = ("MISSING", "AwareDatetime", "BaseModel", "ConfigDict", "Field", "JsonValue")

_DOCSTRING = '''\
"""Schema public as Pydantic models: what stands in a row, what an insert needs, what an update may change.

Written by `chronos db types python`; change a migration, not this file. What is left out of an insert or an update is
MISSING and not in `model_dump()`.
"""'''
_BASES = '''\
class _Row(BaseModel):
    """A row as it is read."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class _Change(BaseModel):
    """What is written; a column that is not there is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")
'''


def write_python(catalogue: Catalogue) -> str:
    """The whole file, in the form that `ruff format` gives it."""
    enums = ["\n".join(_enum(enum)) for enum in catalogue.enums]
    models = [
        *(_model(composite, "", composite.columns) for composite in catalogue.composites),
        *(model for relation in [*catalogue.tables, *catalogue.views] for model in _relation(relation)),
        *_functions(catalogue.functions),
    ]
    body = "\n\n".join(["\n".join([*enums, ""]), _BASES, *models]) if enums else "\n\n".join([_BASES, *models])
    return f"{_DOCSTRING}\n\n{_imports(body)}\n\n{body}"


def _imports(body: str) -> str:
    """Only what the body uses: an unused import is a lint."""
    standard = [line for sign, line in _IMPORTS.items() if sign in body]
    pydantic = [name for name in _FROM_PYDANTIC if re.search(rf"\b{name}\b", body)]
    return "\n".join([*standard, "", f"from pydantic import {', '.join(pydantic)}"])


def _enum(enum: EnumType) -> Iterator[str]:
    name = _class_name(enum.name)
    line = f"{name}: TypeAlias = Literal[{', '.join(map(_quoted, enum.labels))}]"
    if len(line) <= LINE:
        yield line
    else:
        yield f"{name}: TypeAlias = Literal["
        yield from (f"{_INDENT}{_quoted(label)}," for label in enum.labels)
        yield "]"
    if enum.comment:
        yield from _docstring(enum.comment)


def _relation(relation: Relation) -> Iterator[str]:
    yield _model(relation, "Row", relation.columns)
    for kind, wanted in (("Insert", relation.insertable), ("Update", relation.updatable)):
        columns = [c for c in relation.columns if c.updatable and not c.generated]
        if wanted:
            yield _class(
                f"{_class_name(relation.name)}{kind}",
                "_Change",
                f"{'A row to insert into' if kind == 'Insert' else 'A change to a row of'} {relation.name}.",
                [_change(column, kind == "Insert" and relation.kind == "table") for column in columns],
            )


def _model(relation: Relation, kind: str, columns: Sequence[Column]) -> str:
    opening = relation.comment or f"A row of {relation.name}."
    return _class(f"{_class_name(relation.name)}{kind}", "_Row", opening, [_field(column) for column in columns])


def _functions(functions: Sequence[Function]) -> Iterator[str]:
    """Arguments and returned rows; the second function of a name has a 2 in its models' names."""
    seen: Counter[str] = Counter()
    for function in functions:
        seen[function.name] += 1
        name = _class_name(function.name) + (str(seen[function.name]) if seen[function.name] > 1 else "")
        if function.arguments:
            yield _class(f"{name}Args", "_Change", f"What {function.name} takes.", _arguments(function))
        if function.columns:
            opening = function.comment or f"What {function.name} returns."
            yield _class(f"{name}Row", "_Row", opening, [_field(column) for column in function.columns])


def _arguments(function: Function) -> list[list[str]]:
    forms = [_form(a.type) + (" | MISSING = MISSING" if a.has_default else "") for a in function.arguments]
    return [[_declaration(a.name, form)] for a, form in zip(function.arguments, forms, strict=True)]


def _class(name: str, base: str, opening: str, fields: Sequence[Sequence[str]]) -> str:
    inside = [*_docstring(opening), *([""] if fields else []), *(line for field in fields for line in field)]
    return "\n".join([f"class {name}({base}):", *(f"{_INDENT}{line}".rstrip() for line in inside)]) + "\n"


def _field(column: Column) -> list[str]:
    form = f"{_form(column.type)} | None" if column.nullable else _form(column.type)
    return [_declaration(column.name, form), *(_docstring(column.comment) if column.comment else [])]


def _change(column: Column, needed_unless_default: bool) -> list[str]:
    required = needed_unless_default and not (column.nullable or column.has_default)
    form = f"{_form(column.type)}{'' if required else ' | MISSING'}{' | None' if column.nullable else ''}"
    return [_declaration(column.name, form if required else f"{form} = MISSING")]


def _declaration(name: str, form: str) -> str:
    """`name: form`; a name that is no Python name is reached by its alias."""
    plain = re.sub(r"\W", "_", name)
    if plain[0].isdigit() or plain.startswith("_") or keyword.iskeyword(plain):
        plain = f"column_{plain.strip('_')}"
    if plain == name:
        return f"{name}: {form}"
    if form.endswith(" = MISSING"):
        return f"{plain}: {form.removesuffix(' = MISSING')} = Field(MISSING, alias={_quoted(name)})"
    return f"{plain}: {form} = Field(alias={_quoted(name)})"


def _form(type_: Type) -> str:
    named = type_.enum or type_.relation
    form = _class_name(named) if named else _FORMS.get(type_.name, "str")
    return f"list[{form}]" if type_.is_array else form


def _docstring(text: str) -> list[str]:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped += " "  # as the formatter has it: four quotes in a row end nothing
    lines = textwrap.wrap(escaped, LINE - len(_INDENT) - 2 * len('"""'), break_long_words=False)
    if len(lines) == 1:
        return [f'"""{escaped}"""']
    return [f'"""{lines[0]}', *lines[1:], '"""']


def _class_name(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[\W_]+", name))


def _quoted(text: str) -> str:
    fewer_escapes = '"' in text and "'" not in text
    return repr(text) if fewer_escapes else json.dumps(text, ensure_ascii=False)
