"""The entity diagram."""

from chronos.operations.types.catalogue import Catalogue, Column, Relation, Relationship, Type
from chronos.operations.types.mermaid import write_mermaid


def test_lines_say_how_many_there_may_be() -> None:
    boss = Relationship("boss", ["boss_id"], "keepers", ["id"], is_one_to_one=False)
    pen = Relationship("pen", ["pen_id"], "pens", ["id"], is_one_to_one=True)
    columns = [
        Column("id", Type("int8"), nullable=False),
        Column("boss_id", Type("int8"), nullable=True),
        Column("pen_id", Type("int8"), nullable=False),
        Column("odd name", Type("text", is_array=True)),
    ]
    keepers = Relation("keepers", "table", columns, "Who | cares.", ["id"], [boss, pen])
    pens = Relation("pens", "table", [Column("id", Type("int8"), nullable=False)], None, ["id"])
    page = write_mermaid(Catalogue([keepers, pens], [], [], [], []))
    assert "    int8 id PK\n    int8 boss_id FK\n    int8 pen_id FK\n    text[] odd_name\n" in page
    assert '  keepers |o--o{ keepers : "boss_id"\n' in page
    assert '  pens ||--o| keepers : "pen_id"\n' in page
    assert "| `keepers` | Who \\| cares. |" in page
