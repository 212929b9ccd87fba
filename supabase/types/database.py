"""Schema public as Pydantic models: what stands in a row, what an insert needs, what an update may change.

Written by `chronos db types python`; change a migration, not this file. What is left out of an insert or an update is
MISSING and not in `model_dump()`.
"""

import datetime as dt
from decimal import Decimal
from typing import Literal, TypeAlias
from uuid import UUID

from pydantic import MISSING, AwareDatetime, BaseModel, ConfigDict, JsonValue

MessageRole: TypeAlias = Literal["user", "assistant", "system"]
"""The author of a message."""
StaffRole: TypeAlias = Literal["owner", "editor", "viewer"]
"""What a member of the staff may do: an owner everything, an editor change the library, courses and who takes
them, a viewer read.
"""
SubscriptionTier: TypeAlias = Literal["basic", "pro", "enterprise"]
"""The plan that a creator pays for."""
VideoStatus: TypeAlias = Literal[
    "pending",
    "uploading",
    "transcribing",
    "processing",
    "embedding",
    "completed",
    "failed",
]
"""The step of a video between upload and search."""
WhopGrant: TypeAlias = Literal["all_courses", "chosen_courses", "nothing"]
"""What the members of a product see."""


class _Row(BaseModel):
    """A row as it is read."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class _Change(BaseModel):
    """What is written; a column that is not there is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ChatMessagesRow(_Row):
    """Questions and answers."""

    id: UUID
    session_id: UUID
    parent_id: UUID | None
    """The message that it follows; null: it begins the conversation. Messages with one parent are branches."""
    role: MessageRole
    content: str
    video_references: JsonValue
    """The citations in the order of the answer: [{video_id, chunk_id, title, start_seconds, end_seconds,
    play_seconds, quote}].
    """
    carried_video_ids: list[UUID]
    """Videos whose words may be in the answer without a citation, lent by earlier answers or read by the model: it
    is read as long as they may be played.
    """
    model: str | None
    """The model that worded the answer; extractive: it consists of quotes."""
    input_tokens: int | None
    """Tokens that models read for the answer; null: none is known."""
    output_tokens: int | None
    """Tokens that models wrote for the answer; null: none is known."""
    cost_usd: Decimal | None
    """Price of the answer at the model's provider."""
    response_ms: int | None
    """Milliseconds from the question to the complete answer."""
    metadata: JsonValue
    created_at: AwareDatetime


class ChatMessagesInsert(_Change):
    """A row to insert into chat_messages."""

    id: UUID | MISSING = MISSING
    session_id: UUID
    parent_id: UUID | MISSING | None = MISSING
    role: MessageRole
    content: str
    video_references: JsonValue | MISSING = MISSING
    carried_video_ids: list[UUID] | MISSING = MISSING
    model: str | MISSING | None = MISSING
    input_tokens: int | MISSING | None = MISSING
    output_tokens: int | MISSING | None = MISSING
    cost_usd: Decimal | MISSING | None = MISSING
    response_ms: int | MISSING | None = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class ChatMessagesUpdate(_Change):
    """A change to a row of chat_messages."""

    id: UUID | MISSING = MISSING
    session_id: UUID | MISSING = MISSING
    parent_id: UUID | MISSING | None = MISSING
    role: MessageRole | MISSING = MISSING
    content: str | MISSING = MISSING
    video_references: JsonValue | MISSING = MISSING
    carried_video_ids: list[UUID] | MISSING = MISSING
    model: str | MISSING | None = MISSING
    input_tokens: int | MISSING | None = MISSING
    output_tokens: int | MISSING | None = MISSING
    cost_usd: Decimal | MISSING | None = MISSING
    response_ms: int | MISSING | None = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class ChatSessionsRow(_Row):
    """A conversation of one student about one creator's videos."""

    id: UUID
    student_id: UUID
    creator_id: UUID
    title: str | None
    context_video_ids: list[UUID] | None
    """The videos to answer from; null: all."""
    context_course_id: UUID | None
    """The course to answer from; null: any video."""
    context_at_seconds: float | None
    """The second of the one video that the conversation is about: what is said near it comes first."""
    metadata: JsonValue
    created_at: AwareDatetime
    updated_at: AwareDatetime
    last_message_at: AwareDatetime | None
    """Time of the last message; set by a trigger."""


class ChatSessionsInsert(_Change):
    """A row to insert into chat_sessions."""

    id: UUID | MISSING = MISSING
    student_id: UUID
    creator_id: UUID
    title: str | MISSING | None = MISSING
    context_video_ids: list[UUID] | MISSING | None = MISSING
    context_course_id: UUID | MISSING | None = MISSING
    context_at_seconds: float | MISSING | None = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_message_at: AwareDatetime | MISSING | None = MISSING


class ChatSessionsUpdate(_Change):
    """A change to a row of chat_sessions."""

    id: UUID | MISSING = MISSING
    student_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    title: str | MISSING | None = MISSING
    context_video_ids: list[UUID] | MISSING | None = MISSING
    context_course_id: UUID | MISSING | None = MISSING
    context_at_seconds: float | MISSING | None = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_message_at: AwareDatetime | MISSING | None = MISSING


class CourseEnrolmentsRow(_Row):
    """The courses that a student sees; a student without any, whose sees_all_courses is true, sees them all."""

    course_id: UUID
    student_id: UUID
    creator_id: UUID
    """The creator of both."""
    created_at: AwareDatetime
    """When the student joined the course."""
    is_by_membership: bool
    """Whether a membership in Whop gave it, and takes it away again; false: the creator."""


class CourseEnrolmentsInsert(_Change):
    """A row to insert into course_enrolments."""

    course_id: UUID
    student_id: UUID
    creator_id: UUID
    created_at: AwareDatetime | MISSING = MISSING
    is_by_membership: bool | MISSING = MISSING


class CourseEnrolmentsUpdate(_Change):
    """A change to a row of course_enrolments."""

    course_id: UUID | MISSING = MISSING
    student_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    is_by_membership: bool | MISSING = MISSING


class CourseModulesRow(_Row):
    """A part of a course: lessons in order. It is open to a student once all its conditions hold."""

    id: UUID
    course_id: UUID
    title: str
    description: str | None
    video_ids: list[UUID]
    """The lessons in order: videos of the course's creator, each once; a removed video leaves it."""
    display_order: int
    """Position in the course, ascending."""
    opens_after_days: int | None
    """It opens so many days after the student joined the course; null: no such condition."""
    opens_at: AwareDatetime | None
    """It opens at this time; null: no such condition."""
    requires_module_id: UUID | None
    """It opens once the student has completed this module of the same course; null: no such condition."""
    metadata: JsonValue
    created_at: AwareDatetime
    updated_at: AwareDatetime


class CourseModulesInsert(_Change):
    """A row to insert into course_modules."""

    id: UUID | MISSING = MISSING
    course_id: UUID
    title: str
    description: str | MISSING | None = MISSING
    video_ids: list[UUID] | MISSING = MISSING
    display_order: int | MISSING = MISSING
    opens_after_days: int | MISSING | None = MISSING
    opens_at: AwareDatetime | MISSING | None = MISSING
    requires_module_id: UUID | MISSING | None = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class CourseModulesUpdate(_Change):
    """A change to a row of course_modules."""

    id: UUID | MISSING = MISSING
    course_id: UUID | MISSING = MISSING
    title: str | MISSING = MISSING
    description: str | MISSING | None = MISSING
    video_ids: list[UUID] | MISSING = MISSING
    display_order: int | MISSING = MISSING
    opens_after_days: int | MISSING | None = MISSING
    opens_at: AwareDatetime | MISSING | None = MISSING
    requires_module_id: UUID | MISSING | None = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class CoursesRow(_Row):
    """Videos of a creator in a recommended order."""

    id: UUID
    creator_id: UUID
    title: str
    description: str | None
    thumbnail_path: str | None
    """Name of the object in bucket thumbnails: <creator_id>/…."""
    is_published: bool
    """Whether students see the course."""
    display_order: int
    """Position among the creator's courses, ascending."""
    published_at: AwareDatetime | None
    """When the course was first published."""
    version: int
    """Grows with every change of the course or of its modules: who changes the order says which one was read."""
    metadata: JsonValue
    created_at: AwareDatetime
    updated_at: AwareDatetime
    deleted_at: AwareDatetime | None
    """When the creator removed the course; students no longer see it."""


class CoursesInsert(_Change):
    """A row to insert into courses."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    title: str
    description: str | MISSING | None = MISSING
    thumbnail_path: str | MISSING | None = MISSING
    is_published: bool | MISSING = MISSING
    display_order: int | MISSING = MISSING
    published_at: AwareDatetime | MISSING | None = MISSING
    version: int | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    deleted_at: AwareDatetime | MISSING | None = MISSING


class CoursesUpdate(_Change):
    """A change to a row of courses."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    title: str | MISSING = MISSING
    description: str | MISSING | None = MISSING
    thumbnail_path: str | MISSING | None = MISSING
    is_published: bool | MISSING = MISSING
    display_order: int | MISSING = MISSING
    published_at: AwareDatetime | MISSING | None = MISSING
    version: int | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    deleted_at: AwareDatetime | MISSING | None = MISSING


class CreatorsRow(_Row):
    """Teachers: one row per tenant, to which all other rows belong."""

    id: UUID
    whop_company_id: str | None
    """The company in Whop whose members are the students."""
    whop_user_id: str | None
    """The creator's own user in Whop."""
    email: str | None
    name: str
    subscription_tier: SubscriptionTier
    """The creator's plan; only the service changes it."""
    settings: JsonValue
    """The creator's preferences, an object."""
    logo_path: str | None
    """The logo of the school: an object in bucket thumbnails, in the creator's own folder; null without one."""
    accent: str | None
    """The colour that the school chose, #rrggbb; pages show it as far as its contrast needs. Null: that of Chronos."""
    is_active: bool
    """False: the creator, its staff and its students see nothing."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    last_login_at: AwareDatetime | None


class CreatorsInsert(_Change):
    """A row to insert into creators."""

    id: UUID | MISSING = MISSING
    whop_company_id: str | MISSING | None = MISSING
    whop_user_id: str | MISSING | None = MISSING
    email: str | MISSING | None = MISSING
    name: str
    subscription_tier: SubscriptionTier | MISSING = MISSING
    settings: JsonValue | MISSING = MISSING
    logo_path: str | MISSING | None = MISSING
    accent: str | MISSING | None = MISSING
    is_active: bool | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_login_at: AwareDatetime | MISSING | None = MISSING


class CreatorsUpdate(_Change):
    """A change to a row of creators."""

    id: UUID | MISSING = MISSING
    whop_company_id: str | MISSING | None = MISSING
    whop_user_id: str | MISSING | None = MISSING
    email: str | MISSING | None = MISSING
    name: str | MISSING = MISSING
    subscription_tier: SubscriptionTier | MISSING = MISSING
    settings: JsonValue | MISSING = MISSING
    logo_path: str | MISSING | None = MISSING
    accent: str | MISSING | None = MISSING
    is_active: bool | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_login_at: AwareDatetime | MISSING | None = MISSING


class EmbedSitesRow(_Row):
    """The sites whose pages may frame the embeds of a creator; browsers enforce it (frame-ancestors)."""

    id: UUID
    creator_id: UUID
    origin: str
    """An origin as browsers write it: https, host and port, without a path; http for localhost alone."""
    created_at: AwareDatetime


class EmbedSitesInsert(_Change):
    """A row to insert into embed_sites."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    origin: str
    created_at: AwareDatetime | MISSING = MISSING


class EmbedSitesUpdate(_Change):
    """A change to a row of embed_sites."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    origin: str | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class EmbedsRow(_Row):
    """Videos and courses that other sites may show. A caller of an embed sees what its row names, without being a
    student; without the row it sees nothing.
    """

    id: UUID
    creator_id: UUID
    video_id: UUID | None
    """The video; null for a course."""
    course_id: UUID | None
    """The course: of it the modules that open to everyone at once; null for a video."""
    is_public: bool
    """True: everyone who has the address sees it. False: a token is needed, which the creator's own server gets."""
    created_at: AwareDatetime


class EmbedsInsert(_Change):
    """A row to insert into embeds."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    video_id: UUID | MISSING | None = MISSING
    course_id: UUID | MISSING | None = MISSING
    is_public: bool | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class EmbedsUpdate(_Change):
    """A change to a row of embeds."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    video_id: UUID | MISSING | None = MISSING
    course_id: UUID | MISSING | None = MISSING
    is_public: bool | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class EvaluationCasesRow(_Row):
    """Questions of a creator with the places of their answers, with which search and answers are measured."""

    id: UUID
    creator_id: UUID
    question: str
    video_id: UUID | None
    """The video that answers the question; null: none does."""
    at_seconds: float | None
    """When the answer is said, in seconds from the start of the video."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class EvaluationCasesInsert(_Change):
    """A row to insert into evaluation_cases."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    question: str
    video_id: UUID | MISSING | None = MISSING
    at_seconds: float | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class EvaluationCasesUpdate(_Change):
    """A change to a row of evaluation_cases."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    question: str | MISSING = MISSING
    video_id: UUID | MISSING | None = MISSING
    at_seconds: float | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class MessageFeedbackRow(_Row):
    """What a student thinks of an answer; its creator reads it, and it is an evaluation case when it names the
    place.
    """

    message_id: UUID
    """The answer."""
    student_id: UUID
    creator_id: UUID
    verdict: str
    """right; wrong; wrong_moment: the answer is said elsewhere, at the better moment."""
    better_video_id: UUID | None
    """The video in which the answer is said; null beside a second: that video was removed."""
    better_at_seconds: float | None
    """When the answer is said."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class MessageFeedbackInsert(_Change):
    """A row to insert into message_feedback."""

    message_id: UUID
    student_id: UUID
    creator_id: UUID
    verdict: str
    better_video_id: UUID | MISSING | None = MISSING
    better_at_seconds: float | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class MessageFeedbackUpdate(_Change):
    """A change to a row of message_feedback."""

    message_id: UUID | MISSING = MISSING
    student_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    verdict: str | MISSING = MISSING
    better_video_id: UUID | MISSING | None = MISSING
    better_at_seconds: float | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class NotesRow(_Row):
    """What a student wrote at a second of a video; without text it is a bookmark. No creator and no other student
    reads it.
    """

    id: UUID
    student_id: UUID
    creator_id: UUID
    """The creator of both."""
    video_id: UUID
    at_seconds: float
    """The second of the video."""
    content: str
    """The text; empty: a bookmark."""
    terms: list[str]
    """The stems by which search finds the text, in English and in the language of the video; written with the text."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class NotesInsert(_Change):
    """A row to insert into notes."""

    id: UUID | MISSING = MISSING
    student_id: UUID
    creator_id: UUID
    video_id: UUID
    at_seconds: float
    content: str | MISSING = MISSING
    terms: list[str] | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class NotesUpdate(_Change):
    """A change to a row of notes."""

    id: UUID | MISSING = MISSING
    student_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    video_id: UUID | MISSING = MISSING
    at_seconds: float | MISSING = MISSING
    content: str | MISSING = MISSING
    terms: list[str] | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class SavedAnswersRow(_Row):
    """Answers that a student saved, as they were: they stay when the conversation is deleted. No creator reads them."""

    id: UUID
    student_id: UUID
    creator_id: UUID
    message_id: UUID | None
    """The answer in its conversation; null: that was deleted."""
    question: str
    """The question that it answers."""
    content: str
    """The text of the answer."""
    video_references: JsonValue
    """The citations of the answer."""
    carried_video_ids: list[UUID]
    """The videos whose words the answer was lent."""
    created_at: AwareDatetime


class SavedAnswersInsert(_Change):
    """A row to insert into saved_answers."""

    id: UUID | MISSING = MISSING
    student_id: UUID
    creator_id: UUID
    message_id: UUID | MISSING | None = MISSING
    question: str
    content: str
    video_references: JsonValue
    carried_video_ids: list[UUID] | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class SavedAnswersUpdate(_Change):
    """A change to a row of saved_answers."""

    id: UUID | MISSING = MISSING
    student_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    message_id: UUID | MISSING | None = MISSING
    question: str | MISSING = MISSING
    content: str | MISSING = MISSING
    video_references: JsonValue | MISSING = MISSING
    carried_video_ids: list[UUID] | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class SharedAnswersRow(_Row):
    """Answers that a student shared by a link, one link each: without the row, or without its answer, the link is
    dead.
    """

    message_id: UUID
    """The answer."""
    student_id: UUID
    creator_id: UUID
    token_hash: bytes
    """SHA-256 of the token in the link."""
    created_at: AwareDatetime


class SharedAnswersInsert(_Change):
    """A row to insert into shared_answers."""

    message_id: UUID
    student_id: UUID
    creator_id: UUID
    token_hash: bytes
    created_at: AwareDatetime | MISSING = MISSING


class SharedAnswersUpdate(_Change):
    """A change to a row of shared_answers."""

    message_id: UUID | MISSING = MISSING
    student_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    token_hash: bytes | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING


class StaffRow(_Row):
    """Who acts for a creator: one row per person and creator. The first row, an owner, is the creator in person: it
    has the creator's id. A person who left keeps the row, so that a token of theirs stays refused.
    """

    id: UUID
    creator_id: UUID
    whop_user_id: str | None
    """The person's user in Whop; one per creator."""
    email: str | None
    name: str
    role: StaffRole
    """What the person may do."""
    is_active: bool
    """False: the person has left, and sees nothing."""
    is_mirrored: bool
    """Whether the row follows the team in Whop; false: the person was added, changed or removed here, which counts
    more.
    """
    created_at: AwareDatetime
    updated_at: AwareDatetime


class StaffInsert(_Change):
    """A row to insert into staff."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    whop_user_id: str | MISSING | None = MISSING
    email: str | MISSING | None = MISSING
    name: str
    role: StaffRole
    is_active: bool | MISSING = MISSING
    is_mirrored: bool | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class StaffUpdate(_Change):
    """A change to a row of staff."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    whop_user_id: str | MISSING | None = MISSING
    email: str | MISSING | None = MISSING
    name: str | MISSING = MISSING
    role: StaffRole | MISSING = MISSING
    is_active: bool | MISSING = MISSING
    is_mirrored: bool | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class StudentsRow(_Row):
    """Learners: one row per person and creator."""

    id: UUID
    creator_id: UUID
    whop_user_id: str | None
    """The student's user in Whop; one per creator."""
    whop_membership_id: str | None
    """The membership in Whop that gives the student access."""
    email: str | None
    name: str
    preferences: JsonValue
    """The student's preferences, an object."""
    is_active: bool
    """False: the membership has ended, and the student sees nothing."""
    is_suspended: bool
    """True: access was ended by hand, which goes before every membership in Whop."""
    access_ends_at: AwareDatetime | None
    """When access ends by itself, before is_active says so; null: never."""
    sees_all_courses: bool
    """True: the library and every published course; false: the courses of its enrolments, and nothing else."""
    membership_gives_all: bool | None
    """Whether the memberships in Whop gave all courses when they last gave access; null: none ever did."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    last_login_at: AwareDatetime | None


class StudentsInsert(_Change):
    """A row to insert into students."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    whop_user_id: str | MISSING | None = MISSING
    whop_membership_id: str | MISSING | None = MISSING
    email: str | MISSING | None = MISSING
    name: str
    preferences: JsonValue | MISSING = MISSING
    is_active: bool | MISSING = MISSING
    is_suspended: bool | MISSING = MISSING
    access_ends_at: AwareDatetime | MISSING | None = MISSING
    sees_all_courses: bool | MISSING = MISSING
    membership_gives_all: bool | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_login_at: AwareDatetime | MISSING | None = MISSING


class StudentsUpdate(_Change):
    """A change to a row of students."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    whop_user_id: str | MISSING | None = MISSING
    whop_membership_id: str | MISSING | None = MISSING
    email: str | MISSING | None = MISSING
    name: str | MISSING = MISSING
    preferences: JsonValue | MISSING = MISSING
    is_active: bool | MISSING = MISSING
    is_suspended: bool | MISSING = MISSING
    access_ends_at: AwareDatetime | MISSING | None = MISSING
    sees_all_courses: bool | MISSING = MISSING
    membership_gives_all: bool | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_login_at: AwareDatetime | MISSING | None = MISSING


class TeacherAnswersRow(_Row):
    """Answers of a creator, which come before those of a language model; cited like any other."""

    id: UUID
    creator_id: UUID
    content: str
    """The text, with the numbers of its citations in brackets."""
    video_references: JsonValue
    """Its citations, in the form of chat_messages: quotes of the creator's own videos."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class TeacherAnswersInsert(_Change):
    """A row to insert into teacher_answers."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    content: str
    video_references: JsonValue
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class TeacherAnswersUpdate(_Change):
    """A change to a row of teacher_answers."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    content: str | MISSING = MISSING
    video_references: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class UsageMetricsRow(_Row):
    """Usage of a creator, one row per day; counted by private.roll_up alone."""

    id: UUID
    creator_id: UUID
    date: dt.date
    """A day in the creator's time zone."""
    storage_used_bytes: int
    """Bytes of all stored files at the end of the day."""
    videos_uploaded: int
    """Videos added on this day."""
    video_seconds: float
    """Playing time of these videos."""
    transcription_seconds: float
    """Seconds of audio transcribed on this day."""
    ai_credits_used: Decimal
    """What models cost on this day, in US$."""
    chat_messages_sent: int
    """Questions of all students."""
    active_students: int
    """Different students who did anything on this day."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class UsageMetricsInsert(_Change):
    """A row to insert into usage_metrics."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    date: dt.date
    storage_used_bytes: int | MISSING = MISSING
    videos_uploaded: int | MISSING = MISSING
    video_seconds: float | MISSING = MISSING
    transcription_seconds: float | MISSING = MISSING
    ai_credits_used: Decimal | MISSING = MISSING
    chat_messages_sent: int | MISSING = MISSING
    active_students: int | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class UsageMetricsUpdate(_Change):
    """A change to a row of usage_metrics."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    date: dt.date | MISSING = MISSING
    storage_used_bytes: int | MISSING = MISSING
    videos_uploaded: int | MISSING = MISSING
    video_seconds: float | MISSING = MISSING
    transcription_seconds: float | MISSING = MISSING
    ai_credits_used: Decimal | MISSING = MISSING
    chat_messages_sent: int | MISSING = MISSING
    active_students: int | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class VideoAnalyticsRow(_Row):
    """What students did with a video, one row per day of its creator; counted by private.roll_up alone."""

    id: UUID
    video_id: UUID
    date: dt.date
    """A day in the creator's time zone."""
    views: int
    """Playing sessions that began on this day."""
    unique_viewers: int
    """Different students who played it on this day."""
    watch_seconds: float
    """Seconds of the video that all viewers played together, each time that they were played."""
    completion_rate: float
    """Share of the viewers of this day who completed the video on this day, 0 to 1: who heard what the creator asks
    for.
    """
    ai_interactions: int
    """Answers that cite the video."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class VideoAnalyticsInsert(_Change):
    """A row to insert into video_analytics."""

    id: UUID | MISSING = MISSING
    video_id: UUID
    date: dt.date
    views: int | MISSING = MISSING
    unique_viewers: int | MISSING = MISSING
    watch_seconds: float | MISSING = MISSING
    completion_rate: float | MISSING = MISSING
    ai_interactions: int | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class VideoAnalyticsUpdate(_Change):
    """A change to a row of video_analytics."""

    id: UUID | MISSING = MISSING
    video_id: UUID | MISSING = MISSING
    date: dt.date | MISSING = MISSING
    views: int | MISSING = MISSING
    unique_viewers: int | MISSING = MISSING
    watch_seconds: float | MISSING = MISSING
    completion_rate: float | MISSING = MISSING
    ai_interactions: int | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class VideoChunksRow(_Row):
    """Stretches of 80 words of a transcript, each beginning 40 words after the one before, that are embedded and
    compared with a question as one; written by the pipeline only.
    """

    id: UUID
    video_id: UUID
    creator_id: UUID
    """The creator of its video: the tenant, so that no policy has to look it up."""
    chunk_index: int
    """Its place in the video, from 0; it begins at word 40 times that."""
    chunk_text: str
    embedding: str | None
    """Unit vector of title and text, padded with zeros to 1536; null until the embedding step is done."""
    embedding_half: str | None
    """The vector in half precision, kept in the row: what the best candidates of a search are compared by."""
    embedding_bits: str | None
    """The signs of the vector after a rotation, kept in an index: what all of a creator's chunks are compared by."""
    embedding_model: str | None
    """What made the vector; vectors of two models are never compared."""
    start_seconds: float
    """When its first word begins, from the start of the video."""
    end_seconds: float
    """When its last word ends."""
    word_starts: list[float]
    """When each word of chunk_text begins, in seconds."""
    is_visible: bool
    """Whether students may read it: the video is completed, published and not deleted. Kept by a trigger on videos,
    so that the policy is one comparison.
    """
    metadata: JsonValue


class VideoChunksInsert(_Change):
    """A row to insert into video_chunks."""

    id: UUID | MISSING = MISSING
    video_id: UUID
    creator_id: UUID
    chunk_index: int
    chunk_text: str
    embedding: str | MISSING | None = MISSING
    embedding_model: str | MISSING | None = MISSING
    start_seconds: float
    end_seconds: float
    word_starts: list[float]
    is_visible: bool | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING


class VideoChunksUpdate(_Change):
    """A change to a row of video_chunks."""

    id: UUID | MISSING = MISSING
    video_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    chunk_index: int | MISSING = MISSING
    chunk_text: str | MISSING = MISSING
    embedding: str | MISSING | None = MISSING
    embedding_model: str | MISSING | None = MISSING
    start_seconds: float | MISSING = MISSING
    end_seconds: float | MISSING = MISSING
    word_starts: list[float] | MISSING = MISSING
    is_visible: bool | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING


class VideoProgressRow(_Row):
    """How much of a video a student has watched; written by private.record_beat alone."""

    student_id: UUID
    video_id: UUID
    creator_id: UUID
    """The creator of both."""
    heard: str
    """The parts that were played, in milliseconds from the start of the video; a part played twice counts once."""
    heard_again: str
    """The parts that were played more than once, in milliseconds."""
    played_ms: int
    """Milliseconds of the video that were played, each time they were: what is more than `heard` was watched again."""
    resume_seconds: float
    """Where the student was last."""
    completed_at: AwareDatetime | None
    """When so much had been heard as the creator asks for (settings.completion_share); it stays when that changes."""
    marked_done_at: AwareDatetime | None
    """When the student said so, where the creator allows it (settings.students_may_mark_done): nothing was heard for
    it.
    """
    started_at: AwareDatetime
    """When it was first played."""
    last_watched_at: AwareDatetime
    """When it was last played."""


class VideoProgressInsert(_Change):
    """A row to insert into video_progress."""

    student_id: UUID
    video_id: UUID
    creator_id: UUID
    heard: str | MISSING = MISSING
    heard_again: str | MISSING = MISSING
    played_ms: int | MISSING = MISSING
    resume_seconds: float | MISSING = MISSING
    completed_at: AwareDatetime | MISSING | None = MISSING
    marked_done_at: AwareDatetime | MISSING | None = MISSING
    started_at: AwareDatetime | MISSING = MISSING
    last_watched_at: AwareDatetime | MISSING = MISSING


class VideoProgressUpdate(_Change):
    """A change to a row of video_progress."""

    student_id: UUID | MISSING = MISSING
    video_id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    heard: str | MISSING = MISSING
    heard_again: str | MISSING = MISSING
    played_ms: int | MISSING = MISSING
    resume_seconds: float | MISSING = MISSING
    completed_at: AwareDatetime | MISSING | None = MISSING
    marked_done_at: AwareDatetime | MISSING | None = MISSING
    started_at: AwareDatetime | MISSING = MISSING
    last_watched_at: AwareDatetime | MISSING = MISSING


class VideosRow(_Row):
    """The library: one row per video, from upload to searchable."""

    id: UUID
    creator_id: UUID
    title: str
    description: str | None
    url: str | None
    """The address that the video was fetched from; null for an uploaded file."""
    storage_path: str | None
    """Name of the object in bucket videos: <creator_id>/<video_id>/…."""
    thumbnail_path: str | None
    """Name of the object in bucket thumbnails: <creator_id>/…."""
    transcript: str | None
    """Everything said, as one text; private.transcript_windows has the words with their times."""
    transcript_language: str | None
    """The language in which most is said, e.g. en; und: uncertain; before transcription: the creator's choice."""
    languages: JsonValue
    """Share of the spoken time in each language that was heard, e.g. {"en": 0.62, "de": 0.38}; empty for captions."""
    status: VideoStatus
    """pending → uploading (received, being checked) → transcribing → processing (chunks) → embedding → completed;
    failed from any of them, and from failed back to the step that failed.
    """
    progress: float
    """Share of the current step that is done, 0 to 1."""
    error_message: str | None
    """Why the video failed, for its creator to read."""
    duration_seconds: float | None
    """Playing time, measured in the file."""
    speech_covered: float | None
    """Share of the speech that was understood, 0 to 1; null before transcription, without speech, and with captions."""
    file_size_bytes: int | None
    """Size of the received file."""
    content_sha256: str | None
    """Hash of the received file; a creator's live videos never share one."""
    is_published: bool
    """Whether students see the video once it is completed."""
    is_in_library: bool
    """Whether students see it outside of courses; false: only in modules that are open to them. A module that is
    locked to a student locks its videos either way.
    """
    metadata: JsonValue
    """An object: content_type of the file, captions (name of the object with the creator's captions), and the
    creator's own keys.
    """
    warnings: list[str]
    """What the creator should know of how the file and its captions were read, one sentence each."""
    has_pending_captions: bool
    """Whether a completed video got new captions that are not searchable yet: search and answers use its earlier
    text.
    """
    processing_started_at: AwareDatetime | None
    """When transcription first began."""
    processing_completed_at: AwareDatetime | None
    """When the video last became searchable."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    deleted_at: AwareDatetime | None
    """When it was put into the bin: no one finds or plays it until its creator restores it; 30 days later it is
    removed.
    """
    left_modules: JsonValue
    """The modules that it was in when it went into the bin: an array of {"module_id", "place"}, from 1."""


class VideosInsert(_Change):
    """A row to insert into videos."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    title: str
    description: str | MISSING | None = MISSING
    url: str | MISSING | None = MISSING
    storage_path: str | MISSING | None = MISSING
    thumbnail_path: str | MISSING | None = MISSING
    transcript: str | MISSING | None = MISSING
    transcript_language: str | MISSING | None = MISSING
    languages: JsonValue | MISSING = MISSING
    status: VideoStatus | MISSING = MISSING
    progress: float | MISSING = MISSING
    error_message: str | MISSING | None = MISSING
    duration_seconds: float | MISSING | None = MISSING
    speech_covered: float | MISSING | None = MISSING
    file_size_bytes: int | MISSING | None = MISSING
    content_sha256: str | MISSING | None = MISSING
    is_published: bool | MISSING = MISSING
    is_in_library: bool | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING
    warnings: list[str] | MISSING = MISSING
    has_pending_captions: bool | MISSING = MISSING
    processing_started_at: AwareDatetime | MISSING | None = MISSING
    processing_completed_at: AwareDatetime | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    deleted_at: AwareDatetime | MISSING | None = MISSING
    left_modules: JsonValue | MISSING = MISSING


class VideosUpdate(_Change):
    """A change to a row of videos."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    title: str | MISSING = MISSING
    description: str | MISSING | None = MISSING
    url: str | MISSING | None = MISSING
    storage_path: str | MISSING | None = MISSING
    thumbnail_path: str | MISSING | None = MISSING
    transcript: str | MISSING | None = MISSING
    transcript_language: str | MISSING | None = MISSING
    languages: JsonValue | MISSING = MISSING
    status: VideoStatus | MISSING = MISSING
    progress: float | MISSING = MISSING
    error_message: str | MISSING | None = MISSING
    duration_seconds: float | MISSING | None = MISSING
    speech_covered: float | MISSING | None = MISSING
    file_size_bytes: int | MISSING | None = MISSING
    content_sha256: str | MISSING | None = MISSING
    is_published: bool | MISSING = MISSING
    is_in_library: bool | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING
    warnings: list[str] | MISSING = MISSING
    has_pending_captions: bool | MISSING = MISSING
    processing_started_at: AwareDatetime | MISSING | None = MISSING
    processing_completed_at: AwareDatetime | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    deleted_at: AwareDatetime | MISSING | None = MISSING
    left_modules: JsonValue | MISSING = MISSING


class WebhookEndpointsRow(_Row):
    """Addresses of a creator's own programs, which are notified of events (Standard Webhooks)."""

    id: UUID
    creator_id: UUID
    url: str
    """The address that events are posted to."""
    kinds: list[str]
    """The kinds of events that it is notified."""
    secret: str
    """Signs what is posted; shown once, when it is made."""
    is_active: bool
    failures: int
    """Failed tries since the last one that succeeded."""
    paused_until: AwareDatetime | None
    """After a failed try nothing is posted to it before this time."""
    last_error: str | None
    """Why the last try failed; null: it succeeded."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class WebhookEndpointsInsert(_Change):
    """A row to insert into webhook_endpoints."""

    id: UUID | MISSING = MISSING
    creator_id: UUID
    url: str
    kinds: list[str]
    secret: str
    is_active: bool | MISSING = MISSING
    failures: int | MISSING = MISSING
    paused_until: AwareDatetime | MISSING | None = MISSING
    last_error: str | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class WebhookEndpointsUpdate(_Change):
    """A change to a row of webhook_endpoints."""

    id: UUID | MISSING = MISSING
    creator_id: UUID | MISSING = MISSING
    url: str | MISSING = MISSING
    kinds: list[str] | MISSING = MISSING
    secret: str | MISSING = MISSING
    is_active: bool | MISSING = MISSING
    failures: int | MISSING = MISSING
    paused_until: AwareDatetime | MISSING | None = MISSING
    last_error: str | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class WhopProductCoursesRow(_Row):
    """The courses that a product gives which gives chosen courses."""

    creator_id: UUID
    """The creator of both."""
    product_id: str
    """The id of the product on Whop."""
    course_id: UUID


class WhopProductCoursesInsert(_Change):
    """A row to insert into whop_product_courses."""

    creator_id: UUID
    product_id: str
    course_id: UUID


class WhopProductCoursesUpdate(_Change):
    """A change to a row of whop_product_courses."""

    creator_id: UUID | MISSING = MISSING
    product_id: str | MISSING = MISSING
    course_id: UUID | MISSING = MISSING


class WhopProductsRow(_Row):
    """What each product of a creator on Whop gives its members; a product adds itself with its first membership."""

    creator_id: UUID
    product_id: str
    """Its id on Whop."""
    title: str | None
    """Its title on Whop, once known."""
    gives: WhopGrant
    """The library with all courses, the courses of whop_product_courses, or nothing."""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class WhopProductsInsert(_Change):
    """A row to insert into whop_products."""

    creator_id: UUID
    product_id: str
    title: str | MISSING | None = MISSING
    gives: WhopGrant | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class WhopProductsUpdate(_Change):
    """A change to a row of whop_products."""

    creator_id: UUID | MISSING = MISSING
    product_id: str | MISSING = MISSING
    title: str | MISSING | None = MISSING
    gives: WhopGrant | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class VectorIndexStatsRow(_Row):
    """How many of the chunks that the caller may read have a vector, by model; for the service also the state of the
    vector index: its method, the embedded chunks when it was built and now, and whether a rebuild is due.
    """

    total_chunks: int | None
    chunks_with_embeddings: int | None
    embedding_coverage_percent: Decimal | None
    chunks_by_model: JsonValue | None
    index_method: str | None
    rows_at_build: int | None
    rows_now: int | None
    rebuild_due: bool | None
    built_at: AwareDatetime | None


class SearchVideoChunksArgs(_Change):
    """What search_video_chunks takes."""

    query_embedding: str
    match_count: int | MISSING = MISSING
    similarity_threshold: float | MISSING = MISSING
    filter_video_ids: list[UUID] | MISSING = MISSING


class SearchVideoChunksRow(_Row):
    """The chunks nearest to a question's vector among those that the caller may read."""

    chunk_id: UUID
    video_id: UUID
    chunk_text: str
    start_seconds: float
    end_seconds: float
    similarity: float
