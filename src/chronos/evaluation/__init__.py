"""How good are search and answers: on a folder of transcripts, and on a creator's own cases."""

from chronos.evaluation.asking import ask_all
from chronos.evaluation.case_file import KnownVideo, read_cases
from chronos.evaluation.cases import (
    Case,
    Probe,
    list_cases,
    list_library,
    probe_student,
    replace_cases,
    visible_videos,
)
from chronos.evaluation.folder import Folder, read_folder
from chronos.evaluation.ingest import Ingested, ingest
from chronos.evaluation.report import Missed, Report, make_report
from chronos.evaluation.score import Asked, Question, Scores, Target, score
from chronos.evaluation.scratch import Scratch, scratch_tenant

__all__ = [
    "Asked",
    "Case",
    "Folder",
    "Ingested",
    "KnownVideo",
    "Missed",
    "Probe",
    "Question",
    "Report",
    "Scores",
    "Scratch",
    "Target",
    "ask_all",
    "ingest",
    "list_cases",
    "list_library",
    "make_report",
    "probe_student",
    "read_cases",
    "read_folder",
    "replace_cases",
    "score",
    "scratch_tenant",
    "visible_videos",
]
