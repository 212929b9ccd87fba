"""The entity diagram: a catalogue in, a page with a Mermaid diagram out."""

from collections.abc import Iterator

from chronos.operations.types.catalogue import Catalogue, Column, Relation, Relationship

_OPENING = """\
# Entities

The tables of schema `public`, drawn from the database's own catalogue by `chronos db types mermaid`; the suite compares
this page with the migrated database.

`PK`: part of the primary key; `FK`: part of a foreign key. A line ends with a crow's foot where there may be many.
"""


def write_mermaid(catalogue: Catalogue) -> str:
    """The whole page."""
    lines = ["```mermaid", "erDiagram"]
    for table in catalogue.tables:
        lines += _entity(table)
    for table in catalogue.tables:
        lines += [_line(table, link) for link in table.relationships]
    lines += ["```", "", "| table | what it holds |", "|---|---|"]
    lines += [f"| `{table.name}` | {_cell(table.comment)} |" for table in catalogue.tables]
    if catalogue.views:
        lines += ["", "| view | what it shows |", "|---|---|"]
        lines += [f"| `{view.name}` | {_cell(view.comment)} |" for view in catalogue.views]
    return "\n".join([_OPENING, *lines]) + "\n"


def _entity(table: Relation) -> Iterator[str]:
    linked = {name for link in table.relationships for name in link.columns}
    yield f"  {_name(table.name)} {{"
    for column in table.columns:
        keys = [key for key, has in (("PK", column.name in table.primary_key), ("FK", column.name in linked)) if has]
        yield f"    {_type(column)} {_name(column.name)} {', '.join(keys)}".rstrip()
    yield "  }"


def _line(table: Relation, link: Relationship) -> str:
    optional = any(column.nullable for column in table.columns if column.name in link.columns)
    one, many = ("|o" if optional else "||"), ("o|" if link.is_one_to_one else "o{")
    return f'  {_name(link.referenced_relation)} {one}--{many} {_name(table.name)} : "{", ".join(link.columns)}"'


def _type(column: Column) -> str:
    return f"{column.type.name}{'[]' if column.type.is_array else ''}"


def _name(name: str) -> str:
    """Mermaid reads letters, digits, underscores and hyphens as a name."""
    return "".join(c if c.isalnum() or c in "_-" else "_" for c in name)


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")
