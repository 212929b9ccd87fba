"""TypeScript: a catalogue in, a `Database` type as supabase-js expects it out.

The form is the one of Supabase's own `gen types`. Relationships through views are left out, and every column of a view
may be null: the catalogue does not say better.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from chronos.operations.types.catalogue import Catalogue, Column, Function, Relation, Relationship, Type

# How PostgREST writes a value of each type as JSON; everything else is a string.
_JSON_FORMS = {
    **dict.fromkeys(("int2", "int4", "int8", "float4", "float8", "numeric"), "number"),
    "bool": "boolean",
    "json": "Json",
    "jsonb": "Json",
    "void": "undefined",
    "record": "Record<string, unknown>",
    **dict.fromkeys(("bit", "halfvec", "int4multirange"), "unknown"),  # Supabase's own types say no more of these
}
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*\Z")
_NOTHING = "[_ in never]: never"
_INDENT = "  "

_OPENING = """\
// Schema public of Chronos's database, for supabase-js: createClient<Database>(…).
// Written by `chronos db types typescript`; change a migration, not this file.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]
"""

_CLOSING = """\
type Public = Database["public"]
type Readable = Public["Tables"] & Public["Views"]

/** A row as it is read: Tables<"videos">. */
export type Tables<Name extends keyof Readable> = Readable[Name]["Row"]

/** A row to insert; what has a default may be left out. */
export type TablesInsert<Name extends keyof Public["Tables"]> = Public["Tables"][Name]["Insert"]

/** A change to a row; everything may be left out. */
export type TablesUpdate<Name extends keyof Public["Tables"]> = Public["Tables"][Name]["Update"]

/** The labels of an enum: Enums<"video_status">. */
export type Enums<Name extends keyof Public["Enums"]> = Public["Enums"][Name]

/** A composite type. */
export type CompositeTypes<Name extends keyof Public["CompositeTypes"]> = Public["CompositeTypes"][Name]
"""


def write_typescript(catalogue: Catalogue) -> str:
    """The whole file."""
    enums = [(enum.name, enum.comment, [" | ".join(map(_quoted, enum.labels))]) for enum in catalogue.enums]
    sections = [
        ("Tables", [(table.name, table.comment, _relation(table)) for table in catalogue.tables]),
        ("Views", [(view.name, view.comment, _relation(view)) for view in catalogue.views]),
        ("Functions", _functions(catalogue)),
        ("Enums", enums),
        ("CompositeTypes", [(c.name, c.comment, _block(_rows(c.columns))) for c in catalogue.composites]),
    ]
    public = _block(line for name, members in sections for line in _member(name, None, _block(_members(members))))
    database = ["export type Database = {", *_indented(_member("public", None, public)), "}"]
    return "\n".join([_OPENING, *database, "", _CLOSING, *_constants(catalogue)]) + "\n"


def _constants(catalogue: Catalogue) -> Iterator[str]:
    """The labels once more as values, for menus and checks at run time."""
    yield "export const Constants = {"
    yield f"{_INDENT}public: {{"
    yield f"{_INDENT * 2}Enums: {{"
    for enum in catalogue.enums:
        yield f"{_INDENT * 3}{_key(enum.name)}: [{', '.join(map(_quoted, enum.labels))}],"
    yield f"{_INDENT * 2}}},"
    yield f"{_INDENT}}},"
    yield "} as const"


def _relation(relation: Relation) -> list[str]:
    lines = _member("Row", None, _block(_rows(relation.columns)))
    if relation.insertable:
        lines += _member("Insert", None, _block(_changes(relation, inserting=True)))
    if relation.updatable:
        lines += _member("Update", None, _block(_changes(relation, inserting=False)))
    links = [line for one in relation.relationships for line in _indented(_relationship(one))]
    lines += ["Relationships: [", *links, "]"] if links else ["Relationships: []"]
    return _block(lines)


def _rows(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        yield from _doc(column.comment)
        yield f"{_key(column.name)}: {_column_form(column)}"


def _changes(relation: Relation, *, inserting: bool) -> Iterator[str]:
    for column in relation.columns:
        optional = column.nullable or column.has_default or column.generated
        required = inserting and relation.kind == "table" and not optional
        form = "never" if column.generated else _column_form(column)
        if column.updatable or column.generated:
            yield f"{_key(column.name)}{'' if required else '?'}: {form}"


def _column_form(column: Column) -> str:
    form = _form(column.type)
    if column.nullable:
        return f"{form} | null"
    # Json has null in it: the column itself never is.
    return "NonNullable<Json>" if form == "Json" else form


def _form(type_: Type) -> str:
    if type_.enum:
        form = f'Database["public"]["Enums"][{_quoted(type_.enum)}]'
    elif type_.relation:
        form = f'Database["public"]["CompositeTypes"][{_quoted(type_.relation)}]'
    else:
        form = _JSON_FORMS.get(type_.name, "string")
    return f"{form}[]" if type_.is_array else form


def _relationship(link: Relationship) -> list[str]:
    return [
        "{",
        f"{_INDENT}foreignKeyName: {_quoted(link.name)}",
        f"{_INDENT}columns: [{', '.join(map(_quoted, link.columns))}]",
        f"{_INDENT}isOneToOne: {str(link.is_one_to_one).lower()}",
        f"{_INDENT}referencedRelation: {_quoted(link.referenced_relation)}",
        f"{_INDENT}referencedColumns: [{', '.join(map(_quoted, link.referenced_columns))}]",
        "},",
    ]


def _functions(catalogue: Catalogue) -> list[tuple[str, str | None, list[str]]]:
    """Functions of one name are one member: a union of their signatures."""
    relations = {r.name: r.kind for r in [*catalogue.tables, *catalogue.views, *catalogue.composites]}
    by_name: defaultdict[str, list[Function]] = defaultdict(list)
    for function in catalogue.functions:
        by_name[function.name].append(function)
    found = []
    for name, overloads in by_name.items():
        lines: list[str] = []
        for function in overloads:
            signature = _block(_signature(function, relations))
            lines = [*lines[:-1], f"{lines[-1]} | {signature[0]}", *signature[1:]] if lines else signature
        comments = [function.comment for function in overloads if function.comment]
        found.append((name, "\n".join(comments) or None, lines))
    return found


def _signature(function: Function, relations: Mapping[str, str]) -> Iterator[str]:
    arguments = [f"{_key(a.name)}{'?' if a.has_default else ''}: {_form(a.type)}" for a in function.arguments]
    if arguments:
        yield from _member("Args", None, _block(arguments))
    else:
        yield "Args: Record<PropertyKey, never>"
    several = "[]" if function.returns_set else ""
    relation = function.returns.relation
    if function.columns:
        row = _block(f"{_key(column.name)}: {_form(column.type)}" for column in function.columns)
        yield from _member("Returns", None, [*row[:-1], f"{row[-1]}{several}"])
    elif relation:
        place = {"table": ("Tables", '["Row"]'), "view": ("Views", '["Row"]')}.get(
            relations[relation], ("CompositeTypes", "")
        )
        yield f'Returns: Database["public"]["{place[0]}"][{_quoted(relation)}]{place[1]}{several}'
        yield f'SetofOptions: {{ from: "*"; to: {_quoted(relation)}; ' + (
            "isOneToOne: false; isSetofReturn: true }" if several else "isOneToOne: true; isSetofReturn: false }"
        )
    else:
        yield f"Returns: {_form(function.returns)}{several}"


def _members(members: Sequence[tuple[str, str | None, list[str]]]) -> Iterator[str]:
    for name, comment, value in members:
        yield from _member(name, comment, value)
    if not members:
        yield _NOTHING


def _member(name: str, comment: str | None, value: list[str]) -> list[str]:
    return [*_doc(comment), f"{_key(name)}: {value[0]}", *value[1:]]


def _block(lines: Sequence[str] | Iterator[str]) -> list[str]:
    return ["{", *_indented(lines), "}"]


def _indented(lines: Sequence[str] | Iterator[str]) -> list[str]:
    return [f"{_INDENT}{line}" for line in lines]


def _doc(comment: str | None) -> list[str]:
    return [f"/** {' '.join(comment.split()).replace('*/', '* /')} */"] if comment else []


def _key(name: str) -> str:
    return name if _IDENTIFIER.match(name) else _quoted(name)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
