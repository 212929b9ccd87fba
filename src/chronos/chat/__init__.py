"""Answers with citations, alone or in a student's conversation."""

from chronos.chat.answer import ask
from chronos.chat.bin_session import bin_session, take_session_back
from chronos.chat.clean_question import clean_question
from chronos.chat.empty_bin import empty_bin
from chronos.chat.events import (
    Answer,
    Answered,
    AnswerEvent,
    Citation,
    CitationAdded,
    SourcesFound,
    TextAdded,
)
from chronos.chat.export_session import export_markdown
from chronos.chat.feedback import (
    FEEDBACK_VERDICTS,
    MAX_FEEDBACK_PAGE,
    BetterMoment,
    Feedback,
    FeedbackVerdict,
    give_feedback,
    list_feedback,
    list_verdicts,
    take_feedback_back,
)
from chronos.chat.messages import WITHHELD, FoundMessage, Message, find_messages, get_message, list_messages
from chronos.chat.open_citation import open_citation
from chronos.chat.pin_answer import Pinning, pin_answer
from chronos.chat.post_message import answer_post, post_message
from chronos.chat.quote_answer import quote_answer
from chronos.chat.recent_questions import RecentQuestion, list_recent_questions
from chronos.chat.saved_answers import (
    MAX_SAVED_PAGE,
    SavedAnswer,
    get_saved_answer,
    list_saved_answers,
    list_saved_of,
    remove_saved_answer,
    save_answer,
)
from chronos.chat.sessions import (
    MAX_PAGE,
    Session,
    create_session,
    delete_session,
    get_session,
    list_sessions,
    name_askers,
    rename_session,
    students_only,
)
from chronos.chat.share_answer import (
    AnswerLink,
    SharedAnswer,
    end_answer_link,
    list_answer_links,
    read_shared_answer,
    share_answer,
)
from chronos.chat.shown_path import list_versions, shown_path
from chronos.chat.store_question import Post
from chronos.chat.stream_answer import Answerer, Asking, stream_answer
from chronos.chat.stream_message import STOPPED, MessageBegun, MessageEvent, MessageStored, stream_message
from chronos.chat.suggest_questions import Suggestion, suggest_questions
from chronos.chat.teacher_answers import (
    MAX_TEACHER_CHARACTERS,
    MAX_TEACHER_CITATIONS,
    MAX_TEACHER_PAGE,
    MAX_TEACHER_QUESTIONS,
    TaughtMoment,
    TeacherAnswer,
    Teaching,
    get_teacher_answer,
    list_teacher_answers,
    remove_teacher_answer,
    require_teacher,
    teach,
)
from chronos.chat.tell_teacher import list_told, tell_teacher
from chronos.chat.word_answer import UNSURE

__all__ = [
    "FEEDBACK_VERDICTS",
    "MAX_FEEDBACK_PAGE",
    "MAX_PAGE",
    "MAX_SAVED_PAGE",
    "MAX_TEACHER_CHARACTERS",
    "MAX_TEACHER_CITATIONS",
    "MAX_TEACHER_PAGE",
    "MAX_TEACHER_QUESTIONS",
    "STOPPED",
    "UNSURE",
    "WITHHELD",
    "Answer",
    "AnswerEvent",
    "AnswerLink",
    "Answered",
    "Answerer",
    "Asking",
    "BetterMoment",
    "Citation",
    "CitationAdded",
    "Feedback",
    "FeedbackVerdict",
    "FoundMessage",
    "Message",
    "MessageBegun",
    "MessageEvent",
    "MessageStored",
    "Pinning",
    "Post",
    "RecentQuestion",
    "SavedAnswer",
    "Session",
    "SharedAnswer",
    "SourcesFound",
    "Suggestion",
    "TaughtMoment",
    "TeacherAnswer",
    "Teaching",
    "TextAdded",
    "answer_post",
    "ask",
    "bin_session",
    "clean_question",
    "create_session",
    "delete_session",
    "empty_bin",
    "end_answer_link",
    "export_markdown",
    "find_messages",
    "get_message",
    "get_saved_answer",
    "get_session",
    "get_teacher_answer",
    "give_feedback",
    "list_answer_links",
    "list_feedback",
    "list_messages",
    "list_recent_questions",
    "list_saved_answers",
    "list_saved_of",
    "list_sessions",
    "list_teacher_answers",
    "list_told",
    "list_verdicts",
    "list_versions",
    "name_askers",
    "open_citation",
    "pin_answer",
    "post_message",
    "quote_answer",
    "read_shared_answer",
    "remove_saved_answer",
    "remove_teacher_answer",
    "rename_session",
    "require_teacher",
    "save_answer",
    "share_answer",
    "shown_path",
    "stream_answer",
    "stream_message",
    "students_only",
    "suggest_questions",
    "take_feedback_back",
    "take_session_back",
    "teach",
    "tell_teacher",
]
