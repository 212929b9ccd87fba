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
"""Who speaks in a conversation."""
SubscriptionTier: TypeAlias = Literal["basic", "pro", "enterprise"]
"""What a creator pays for."""
VideoStatus: TypeAlias = Literal[
    "pending",
    "uploading",
    "transcribing",
    "processing",
    "embedding",
    "completed",
    "failed",
]
"""Where a video is on its way from upload to searchable."""


class _Row(BaseModel):
    """A row as it is read."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class _Change(BaseModel):
    """What is written; a column that is not there is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ChatMessagesRow(_Row):
    """What was asked and what was answered."""

    id: UUID
    session_id: UUID
    role: MessageRole
    content: str
    video_references: JsonValue
    """The citations: [{video_id, title, start_seconds, end_seconds, play_seconds, text}] in the order in which the
    answer uses them.
    """
    model: str | None
    """What worded the answer: extractive quotes, others generate."""
    input_tokens: int | None
    """Tokens that the model read; null: no model generated it."""
    output_tokens: int | None
    """Tokens that the model wrote; null: no model generated it."""
    cost_usd: Decimal | None
    """What the model's provider charges for this answer."""
    response_ms: int | None
    """From question to whole answer, in milliseconds."""
    metadata: JsonValue
    created_at: AwareDatetime


class ChatMessagesInsert(_Change):
    """A row to insert into chat_messages."""

    id: UUID | MISSING = MISSING
    session_id: UUID
    role: MessageRole
    content: str
    video_references: JsonValue | MISSING = MISSING
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
    role: MessageRole | MISSING = MISSING
    content: str | MISSING = MISSING
    video_references: JsonValue | MISSING = MISSING
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
    """Only these videos are asked; null: all of them."""
    metadata: JsonValue
    created_at: AwareDatetime
    updated_at: AwareDatetime
    last_message_at: AwareDatetime | None
    """When something was last said; kept by a trigger."""


class ChatSessionsInsert(_Change):
    """A row to insert into chat_sessions."""

    id: UUID | MISSING = MISSING
    student_id: UUID
    creator_id: UUID
    title: str | MISSING | None = MISSING
    context_video_ids: list[UUID] | MISSING | None = MISSING
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
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_message_at: AwareDatetime | MISSING | None = MISSING


class CourseModulesRow(_Row):
    """A part of a course."""

    id: UUID
    course_id: UUID
    title: str
    description: str | None
    video_ids: list[UUID]
    """The videos in their order; all of the course's creator."""
    display_order: int
    """Its place in the course; the smallest comes first."""
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
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING


class CoursesRow(_Row):
    """A creator's videos in an order worth following."""

    id: UUID
    creator_id: UUID
    title: str
    description: str | None
    thumbnail_path: str | None
    """Name of the object in bucket thumbnails: <creator_id>/…."""
    is_published: bool
    """Whether students see it."""
    display_order: int
    """Its place among the creator's courses; the smallest comes first."""
    published_at: AwareDatetime | None
    """When it was first published."""
    metadata: JsonValue
    created_at: AwareDatetime
    updated_at: AwareDatetime
    deleted_at: AwareDatetime | None
    """When its creator removed it; from then on students do not see it."""


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
    metadata: JsonValue | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    deleted_at: AwareDatetime | MISSING | None = MISSING


class CreatorsRow(_Row):
    """Who teaches: one row per tenant. Everything else belongs to one of them."""

    id: UUID
    whop_company_id: str | None
    """The company in Whop whose members are the students."""
    whop_user_id: str | None
    """The creator's own user in Whop."""
    email: str | None
    name: str
    subscription_tier: SubscriptionTier
    """What the creator pays for; only the service changes it."""
    settings: JsonValue
    """The creator's own choices, an object."""
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
    is_active: bool | MISSING = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_login_at: AwareDatetime | MISSING | None = MISSING


class EvaluationCasesRow(_Row):
    """Questions of a creator with the place where each is answered: what search and answers are measured by."""

    id: UUID
    creator_id: UUID
    question: str
    video_id: UUID | None
    """The video in which it is answered; null: it is not covered."""
    at_seconds: float | None
    """The second at which the answer is said."""
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


class StudentsRow(_Row):
    """Who learns from one creator; one person may be a student of many."""

    id: UUID
    creator_id: UUID
    whop_user_id: str | None
    """The student's user in Whop; one per creator."""
    whop_membership_id: str | None
    """The membership in Whop by which the student may learn here."""
    email: str | None
    name: str
    preferences: JsonValue
    """The student's own choices, an object."""
    is_active: bool
    """False: the membership has ended and the student sees nothing."""
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
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    last_login_at: AwareDatetime | MISSING | None = MISSING


class UsageMetricsRow(_Row):
    """What a creator used, one row a day; written by the service only."""

    id: UUID
    creator_id: UUID
    date: dt.date
    storage_used_bytes: int
    """Bytes of all stored files at the end of the day (UTC)."""
    videos_uploaded: int
    """Videos added on this day."""
    video_seconds: float
    """How long these videos play."""
    transcription_seconds: float
    """Seconds of sound that were transcribed on this day."""
    ai_credits_used: Decimal
    """What answers and transcription cost, in credits."""
    chat_messages_sent: int
    """Questions of all students."""
    active_students: int
    """Students who did anything on this day, each counted once."""
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
    """How a video was watched, one row a day; written by the service only."""

    id: UUID
    video_id: UUID
    date: dt.date
    views: int
    """Watch sessions that began on this day (UTC)."""
    unique_viewers: int
    """Students among them, each counted once."""
    watch_seconds: float
    """Time that was watched, all viewers together."""
    completion_rate: float
    """Share of the video that its viewers watched, 0 to 1."""
    ai_interactions: int
    """Questions whose answer cited this video."""
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
    """Passages of a transcript that are searched as one; written by the pipeline only."""

    id: UUID
    video_id: UUID
    creator_id: UUID
    """The creator of its video: the tenant, so that no policy has to look it up."""
    chunk_index: int
    """Its place in the video, from 0."""
    chunk_text: str
    embedding: str | None
    """Unit vector of the text, padded with zeros to 1536; null until the embedding step is done."""
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


class VideosRow(_Row):
    """The library: one row per video, from upload to searchable."""

    id: UUID
    creator_id: UUID
    title: str
    description: str | None
    url: str | None
    """Where the video came from, if it was not uploaded."""
    storage_path: str | None
    """Name of the object in bucket videos: <creator_id>/<video_id>/…."""
    thumbnail_path: str | None
    """Name of the object in bucket thumbnails: <creator_id>/…."""
    transcript: str | None
    """All that is said, as one text; the words with their times are behind it."""
    transcript_language: str | None
    """Of the transcript, e.g. en; set before: what the creator says it is."""
    status: VideoStatus
    """pending → uploading (received, being checked) → transcribing → processing (chunks) → embedding → completed;
    failed from any of them, and from failed back to where it failed.
    """
    progress: float
    """How much of the present step is done, 0 to 1."""
    error_message: str | None
    """Why the video failed, in words for its creator."""
    duration_seconds: float | None
    """How long it plays, measured in the file."""
    file_size_bytes: int | None
    """Of the file as it was received."""
    content_sha256: str | None
    """Of the file as it was received; the same file is one video."""
    is_published: bool
    """Whether students see it once it is completed."""
    metadata: JsonValue
    """An object: content_type (of the file), captions (object with captions of its own), and what the creator adds."""
    processing_started_at: AwareDatetime | None
    """When its transcription first began."""
    processing_completed_at: AwareDatetime | None
    """When it last became searchable."""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    deleted_at: AwareDatetime | None
    """When its creator removed it; from then on nobody finds or plays it."""


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
    status: VideoStatus | MISSING = MISSING
    progress: float | MISSING = MISSING
    error_message: str | MISSING | None = MISSING
    duration_seconds: float | MISSING | None = MISSING
    file_size_bytes: int | MISSING | None = MISSING
    content_sha256: str | MISSING | None = MISSING
    is_published: bool | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING
    processing_started_at: AwareDatetime | MISSING | None = MISSING
    processing_completed_at: AwareDatetime | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    deleted_at: AwareDatetime | MISSING | None = MISSING


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
    status: VideoStatus | MISSING = MISSING
    progress: float | MISSING = MISSING
    error_message: str | MISSING | None = MISSING
    duration_seconds: float | MISSING | None = MISSING
    file_size_bytes: int | MISSING | None = MISSING
    content_sha256: str | MISSING | None = MISSING
    is_published: bool | MISSING = MISSING
    metadata: JsonValue | MISSING = MISSING
    processing_started_at: AwareDatetime | MISSING | None = MISSING
    processing_completed_at: AwareDatetime | MISSING | None = MISSING
    created_at: AwareDatetime | MISSING = MISSING
    updated_at: AwareDatetime | MISSING = MISSING
    deleted_at: AwareDatetime | MISSING | None = MISSING


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
