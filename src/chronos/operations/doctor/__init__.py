"""Doctor: maintenance, troubleshooting and security as checks that look for themselves."""

from chronos.operations.doctor.diagnosis import Diagnosis, Verdict
from chronos.operations.doctor.examine import examine

__all__ = ["Diagnosis", "Verdict", "examine"]
