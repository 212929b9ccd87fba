"""Privacy: archives of everything that is a student's or a creator's, and the import of a creator's."""

from chronos.operations.privacy.export_creator import export_creator
from chronos.operations.privacy.export_student import StudentExport, export_own, export_student
from chronos.operations.privacy.import_creator import Imported, import_creator
from chronos.operations.privacy.load_parts import Granted
from chronos.operations.privacy.write_archive import Exported

__all__ = [
    "Exported",
    "Granted",
    "Imported",
    "StudentExport",
    "export_creator",
    "export_own",
    "export_student",
    "import_creator",
]
