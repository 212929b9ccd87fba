"""Upload a file with tuspy as it is, going on where an earlier run of this was stopped.

Arguments: endpoint, token, file, where its address is remembered, piece size in bytes, metadata as JSON.
"""

import json
import sys

from tusclient.client import TusClient
from tusclient.storage.filestorage import FileStorage


def main() -> None:
    endpoint, token, path, remembered, size, said = sys.argv[1:]
    client = TusClient(endpoint, headers={"Authorization": f"Bearer {token}"})
    uploader = client.uploader(
        path,
        chunk_size=int(size),
        metadata=json.loads(said),
        store_url=True,
        url_storage=FileStorage(remembered),  # type: ignore[no-untyped-call]
        retries=3,
        retry_delay=1,
    )
    uploader.upload()


if __name__ == "__main__":
    main()
