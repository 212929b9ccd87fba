"""Catalogue of schema public as records, the source of the generated types and the diagram."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import psycopg
from psycopg.rows import dict_row

from chronos.db import load_queries

QUERIES = load_queries("chronos.operations.types", "catalogue.sql")

_IN, _TABLE_COLUMN = ("i", "b", "v"), "t"
_DOMAIN, _ENUM = "d", "e"


@dataclass(frozen=True, slots=True)
class Type:
    """A type by its plain name (`uuid`, `int4`, `vector`, `video_status`), domains resolved.

    `enum` and `relation` name an enum or a row type of schema public.
    """

    name: str
    is_array: bool = False
    enum: str | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a relation or of a function's result. `generated`: read-only."""

    name: str
    type: Type
    nullable: bool = True
    has_default: bool = False
    generated: bool = False
    updatable: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Relationship:
    """A foreign key. One to one: its columns are also the row's key."""

    name: str
    columns: Sequence[str]
    referenced_relation: str
    referenced_columns: Sequence[str]
    is_one_to_one: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, a view or a composite type. `insertable`, `updatable`: in principle, whatever the grants."""

    name: str
    kind: Literal["table", "view", "composite"]
    columns: Sequence[Column]
    comment: str | None = None
    primary_key: Sequence[str] = ()
    relationships: Sequence[Relationship] = ()
    insertable: bool = False
    updatable: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a function."""

    name: str
    type: Type
    has_default: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function with named arguments. `columns`: of a returned table; `returns`: any other result."""

    name: str
    arguments: Sequence[Argument]
    returns: Type
    returns_set: bool
    columns: Sequence[Column] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class EnumType:
    """An enum and its labels in order."""

    name: str
    labels: Sequence[str]
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every object of schema public that a client can name."""

    tables: Sequence[Relation]
    views: Sequence[Relation]
    composites: Sequence[Relation]
    functions: Sequence[Function]
    enums: Sequence[EnumType]


async def read_catalogue(connection: psycopg.AsyncConnection[Any]) -> Catalogue:
    """Read the catalogue, in byte order of names, columns in table order. Any login may read it."""
    rows: dict[str, list[dict[str, Any]]] = {}
    async with connection.cursor(row_factory=dict_row) as cursor:
        for name, statement in QUERIES.items():
            await cursor.execute(statement)
            rows[name] = await cursor.fetchall()
    types = _types(rows["types"])
    columns, relationships = _columns(rows["columns"], types), _relationships(rows["relationships"])
    relations = [_relation(row, columns[row["id"]], relationships[row["id"]]) for row in rows["relations"]]
    return Catalogue(
        tables=[relation for relation in relations if relation.kind == "table"],
        views=[relation for relation in relations if relation.kind == "view"],
        composites=[relation for relation in relations if relation.kind == "composite"],
        functions=[_function(row, types) for row in rows["functions"] if _has_names(row)],
        enums=[EnumType(**row) for row in rows["enums"]],
    )


def _types(rows: Sequence[Mapping[str, Any]]) -> dict[int, Type]:
    by_id = {row["id"]: row for row in rows}

    def resolve(row: Mapping[str, Any]) -> Type:
        if row["kind"] == _DOMAIN:
            return resolve(by_id[row["base_id"]])
        if row["element_id"]:
            element = resolve(by_id[row["element_id"]])
            return Type(element.name, True, element.enum, element.relation)
        ours = row["schema"] == "public"
        is_enum = ours and row["kind"] == _ENUM
        return Type(row["name"], False, row["name"] if is_enum else None, row["relation"] if ours else None)

    return {row["id"]: resolve(row) for row in rows}


def _columns(rows: Sequence[Mapping[str, Any]], types: Mapping[int, Type]) -> defaultdict[int, list[Column]]:
    found: defaultdict[int, list[Column]] = defaultdict(list)
    for row in rows:
        rest = {key: value for key, value in row.items() if key not in ("relation_id", "type_id")}
        found[row["relation_id"]].append(Column(type=types[row["type_id"]], **rest))
    return found


def _relationships(rows: Sequence[Mapping[str, Any]]) -> defaultdict[int, list[Relationship]]:
    found: defaultdict[int, list[Relationship]] = defaultdict(list)
    for row in rows:
        found[row["relation_id"]].append(Relationship(**{k: v for k, v in row.items() if k != "relation_id"}))
    return found


def _relation(row: Mapping[str, Any], columns: Sequence[Column], relationships: Sequence[Relationship]) -> Relation:
    rest = {key: value for key, value in row.items() if key != "id"}
    return Relation(columns=columns, relationships=relationships, **rest)


def _has_names(row: Mapping[str, Any]) -> bool:
    """Return whether the function can be called by names, the only way over the API."""
    names = row["argument_names"] or [""] * len(row["argument_ids"])
    return all(name for name, mode in zip(names, row["argument_modes"], strict=True) if mode in _IN)


def _function(row: Mapping[str, Any], types: Mapping[int, Type]) -> Function:
    everything = list(zip(row["argument_names"], row["argument_ids"], row["argument_modes"], strict=True))
    taken = [(name, types[type_id]) for name, type_id, mode in everything if mode in _IN]
    first_default = len(taken) - row["defaults"]  # defaults belong to the last arguments
    return Function(
        name=row["name"],
        arguments=[Argument(name, type_, place >= first_default) for place, (name, type_) in enumerate(taken)],
        returns=types[row["returns_id"]],
        returns_set=row["returns_set"],
        columns=[
            Column(name, types[type_id], nullable=False)
            for name, type_id, mode in everything
            if mode in (_TABLE_COLUMN, "o", "b")
        ],
        comment=row["comment"],
    )
