"""Doctor: maintenance, troubleshooting and security as checks that look for themselves."""

from chronos.db.doctor.diagnosis import Diagnosis, Verdict
from chronos.db.doctor.examine import examine

__all__ = ["Diagnosis", "Verdict", "examine"]
