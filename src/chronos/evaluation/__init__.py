"""How good are search and answers: on a folder of transcripts, and on a creator's own cases."""

from chronos.evaluation.asking import ask_all
from chronos.evaluation.folder import Folder, read_folder
from chronos.evaluation.ingest import Ingested, ingest
from chronos.evaluation.score import Asked, Question, Scores, Target, score
from chronos.evaluation.scratch import Scratch, scratch_tenant

__all__ = [
    "Asked",
    "Folder",
    "Ingested",
    "Question",
    "Scores",
    "Scratch",
    "Target",
    "ask_all",
    "ingest",
    "read_folder",
    "score",
    "scratch_tenant",
]
