"""Generate types and a diagram from schema public."""

from chronos.operations.types.catalogue import Catalogue, read_catalogue
from chronos.operations.types.mermaid import write_mermaid
from chronos.operations.types.python import write_python
from chronos.operations.types.typescript import write_typescript

__all__ = ["Catalogue", "read_catalogue", "write_mermaid", "write_python", "write_typescript"]
