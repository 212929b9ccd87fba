"""Other stores of vectors, asked for the ten nearest chunks of one tenant: what `bench/search.py` compares with."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Ask = Callable[[Vectors], list[int]]
Connect = Callable[[str], Ask]
WANTED = 10


def numpy_exact(_: Path, names: Sequence[str], vectors: Mapping[str, Vectors]) -> Connect:
    """The limit: a tenant's vectors in memory, with nobody to ask who may see them."""

    def connect(name: str) -> Ask:
        chunks = vectors[name]

        def ask(question: Vectors) -> list[int]:
            alike = chunks @ question
            best = np.argpartition(-alike, WANTED)[:WANTED]
            found: list[int] = best[np.argsort(-alike[best])].tolist()
            return found

        return ask

    return connect


def sqlite_vec(path: Path, names: Sequence[str], vectors: Mapping[str, Vectors]) -> Connect:
    """On disk; the tenant is the partition key of the virtual table."""
    import apsw  # Python's own sqlite3 is often built without extensions
    import sqlite_vec as extension

    def opened() -> apsw.Connection:
        connection = apsw.Connection(str(path))
        connection.enable_load_extension(True)
        connection.load_extension(extension.loadable_path())
        return connection

    connection = opened()
    connection.execute(
        "create virtual table chunks using vec0"
        "(tenant integer partition key, embedding float[1536] distance_metric=cosine)"
    )
    with connection:
        for tenant, name in enumerate(names):
            rows = ((tenant << 32 | number, tenant, vector.tobytes()) for number, vector in enumerate(vectors[name]))
            connection.executemany("insert into chunks (rowid, tenant, embedding) values (?, ?, ?)", rows)

    def connect(name: str) -> Ask:
        own, tenant = opened(), names.index(name)

        def ask(question: Vectors) -> list[int]:
            statement = "select rowid from chunks where embedding match ? and tenant = ? and k = ?"
            return [row & 0xFFFFFFFF for (row,) in own.execute(statement, (question.tobytes(), tenant, WANTED))]

        return ask

    return connect


def lancedb(path: Path, names: Sequence[str], vectors: Mapping[str, Vectors]) -> Connect:
    """On disk; IVF-PQ over everything and a scalar index on the tenant, which is a filter before the search."""
    import lancedb as library
    import pyarrow as pa

    def batches() -> Any:
        for tenant, name in enumerate(names):
            chunks = vectors[name]
            yield pa.RecordBatch.from_arrays(
                [
                    pa.array(np.arange(len(chunks))),
                    pa.array(np.full(len(chunks), tenant)),
                    pa.FixedSizeListArray.from_arrays(pa.array(chunks.ravel()), chunks.shape[1]),
                ],
                names=["number", "tenant", "vector"],
            )

    schema = pa.schema([("number", pa.int64()), ("tenant", pa.int64()), ("vector", pa.list_(pa.float32(), 1536))])
    table = library.connect(path).create_table("chunks", batches(), schema=schema)
    table.create_scalar_index("tenant")
    table.create_index(metric="cosine", num_partitions=256, num_sub_vectors=96)

    def connect(name: str) -> Ask:
        own, tenant = library.connect(path).open_table("chunks"), names.index(name)

        def ask(question: Vectors) -> list[int]:
            query = own.search(question).distance_type("cosine").where(f"tenant = {tenant}", prefilter=True)
            found: list[int] = query.nprobes(20).refine_factor(10).limit(WANTED).to_arrow()["number"].to_pylist()
            return found

        return ask

    return connect


def chroma(path: Path, names: Sequence[str], vectors: Mapping[str, Vectors]) -> Connect:
    """On disk; a collection per tenant, as its makers advise."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
    for tenant, name in enumerate(names):
        collection = client.create_collection(f"tenant-{tenant}", metadata={"hnsw:space": "cosine"})
        chunks = vectors[name]
        for begin in range(0, len(chunks), 5_000):
            part = chunks[begin : begin + 5_000]
            collection.add(ids=[str(begin + i) for i in range(len(part))], embeddings=part)

    def connect(name: str) -> Ask:
        collection = client.get_collection(f"tenant-{names.index(name)}")

        def ask(question: Vectors) -> list[int]:
            return [int(found) for found in collection.query(query_embeddings=[question], n_results=WANTED)["ids"][0]]

        return ask

    return connect


# Name, the package that it needs ("" for none), how it is built from the vectors of all tenants.
STORES: Sequence[tuple[str, str, Callable[[Path, Sequence[str], Mapping[str, Vectors]], Connect]]] = (
    ("numpy, exact, in memory", "", numpy_exact),
    ("sqlite-vec", "sqlite_vec", sqlite_vec),
    ("LanceDB", "lancedb", lancedb),
    ("Chroma", "chromadb", chroma),
)
