"""Arrays as one text."""

from uuid import uuid4

import numpy as np

from chronos.db import Database, array_text

STATEMENT = "select %(ids)s::uuid[] as ids, %(whole)s::integer[] as whole, %(numbers)s::double precision[] as numbers"


async def test_postgres_reads_the_same_values(db: Database) -> None:
    ids, whole = [uuid4(), uuid4()], [0, -7, 2**31 - 1]
    numbers = [0.1, -1e-300, 5e-324, 1.7976931348623157e308, *np.array([0.1, 1 / 3], np.float32).tolist()]
    async with db.as_service("test") as tx:
        parameters = {"ids": array_text(ids), "whole": array_text(whole), "numbers": array_text(numbers)}
        assert await tx.fetch(STATEMENT, parameters) == [{"ids": ids, "whole": whole, "numbers": numbers}]
        assert await tx.fetch(STATEMENT, dict.fromkeys(parameters, array_text([]))) == [
            {name: [] for name in parameters}
        ]
