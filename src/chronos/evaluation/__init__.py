"""Measure search and answers on a folder of transcripts, or on a creator's own cases."""

from chronos.evaluation.ask import ask_all
from chronos.evaluation.case_file import KnownVideo, read_cases
from chronos.evaluation.cases import Case, list_cases, list_library, replace_cases
from chronos.evaluation.folder import Folder, read_folder
from chronos.evaluation.ingest import Ingested, ingest
from chronos.evaluation.probe_student import Probe, list_visible_videos, probe_student
from chronos.evaluation.report import Missed, Report, make_report
from chronos.evaluation.score import Asked, Question, Scores, Target, score
from chronos.evaluation.scratch_tenant import Scratch, remove_leftovers, scratch_tenant

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
    "list_visible_videos",
    "make_report",
    "probe_student",
    "read_cases",
    "read_folder",
    "remove_leftovers",
    "replace_cases",
    "score",
    "scratch_tenant",
]
