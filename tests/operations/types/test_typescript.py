"""The Database type as text; tests/migrations/test_supabase_types.py asks the compiler what it means."""

from chronos.operations.types.catalogue import Argument, Catalogue, Column, EnumType, Function, Relation, Type
from chronos.operations.types.typescript import write_typescript

EMPTY = Catalogue([], [], [], [], [])


def table(*columns: Column) -> Catalogue:
    return Catalogue([Relation("cats", "table", columns, insertable=True, updatable=True)], [], [], [], [])


def test_nothing_is_written_as_nothing() -> None:
    assert write_typescript(EMPTY).count("[_ in never]: never") == 5


def test_a_comment_stays_a_comment() -> None:
    text = write_typescript(table(Column("id", Type("uuid"), comment="ends here */ or\nthere")))
    assert "/** ends here * / or there */" in text


def test_names_and_labels_are_quoted_where_they_must_be() -> None:
    text = write_typescript(
        Catalogue([Relation("odd name", "table", [Column("a-b", Type("text"))])], [], [], [],
                  [EnumType("mood", ['bad "day"', "fine"])])
    )  # fmt: skip
    assert '"odd name": {' in text
    assert '"a-b": string | null' in text
    assert 'mood: "bad \\"day\\"" | "fine"' in text


def test_read_only_columns_are_never() -> None:
    text = write_typescript(table(Column("total", Type("numeric"), nullable=False, generated=True)))
    assert "total: number" in text
    assert text.count("total?: never") == 2


def test_a_view_that_cannot_be_written_has_rows_only() -> None:
    view = Relation("seen", "view", [Column("n", Type("int8"))])
    text = write_typescript(Catalogue([], [view], [], [], []))
    assert "n: number | null" in text
    assert "Insert: {" not in text


def test_functions_of_one_name_are_a_union() -> None:
    one = Function("add", [Argument("a", Type("int4"), False)], Type("int4"), False, comment="Adds.")
    two = Function("add", [Argument("a", Type("text"), True)], Type("text"), True)
    text = write_typescript(Catalogue([], [], [], [one, two], []))
    assert "/** Adds. */" in text
    assert "Returns: number\n      } | {\n" in text
    assert "a?: string\n" in text
    assert "Returns: string[]\n" in text
