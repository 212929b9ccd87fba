"""Doctor: maintenance, troubleshooting and security as checks; rooms bring theirs."""

from chronos.operations.doctor.examine import examine

__all__ = ["examine"]
