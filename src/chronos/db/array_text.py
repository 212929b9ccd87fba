"""Write arrays as PostgreSQL reads them."""

from collections.abc import Iterable
from uuid import UUID


def array_text(values: Iterable[UUID | int | float]) -> str:
    """Return ids or numbers as a parameter that is cast to an array, e.g. `%(ids)s::uuid[]`.

    For hundreds of values one text takes a tenth of the time that a list does, each item of which is dumped.
    """
    return f"{{{','.join(map(str, values))}}}"
