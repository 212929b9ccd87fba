"""The few errors that a caller can act on, and the one table of their codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


class ChronosError(Exception):
    """A failure with one sentence that says what to do.

    `code` is stable and meant for programs; `str(error)` is meant for people. Raises KeyError for a code that is not in
    `CODES`, which tests/test_errors.py finds before any caller does.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = CODES[code].code


class Invalid(ChronosError):
    """The input cannot be used as it is."""

    status = 422
    exit_code = 2

    def __init__(self, message: str, *, code: str = "invalid") -> None:
        super().__init__(message, code=code)


class NotFound(ChronosError):
    """The thing does not exist for this actor: what an actor may not see does not exist."""

    status = 404
    exit_code = 3


class NotAllowed(ChronosError):
    """The actor may see the thing, but may not do this with it."""

    status = 403
    exit_code = 3

    def __init__(self, message: str, *, code: str = "not_allowed") -> None:
        super().__init__(message, code=code)


class Conflict(ChronosError):
    """The thing does not allow the request in its current state."""

    status = 409
    exit_code = 2

    def __init__(self, message: str, *, code: str = "conflict") -> None:
        super().__init__(message, code=code)


class OverLimit(ChronosError):
    """A size, a rate or a quota is exceeded.

    The status is 413 (RFC 9110 §15.5.14), also for a full quota: a smaller file may fit, waiting does not help, and
    upload clients repeat a request after a 5xx such as 507. It is 429 only where waiting helps. `retry_after_seconds`
    is when the same request may pass, None where that is unknown.
    """

    status = 413
    exit_code = 4

    def __init__(self, message: str, *, code: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after_seconds = retry_after_seconds


class ProviderError(ChronosError):
    """Something that Chronos relies on failed: the database, a model, the object store, another host."""

    status = 502
    exit_code = 5

    @property
    def retryable(self) -> bool:
        """Whether the same call may succeed later without a change by anyone."""
        return CODES[self.code].http_status >= 503


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table. `status` is set where the HTTP status is not the one of the kind."""

    code: str
    kind: type[ChronosError]
    meaning: str
    status: int | None = None

    @property
    def http_status(self) -> int:
        """The status of an HTTP answer with this code; clients retry 429 and what is 503 or higher."""
        return self.status or self.kind.status

    @property
    def exit_code(self) -> int:
        """The exit code of a command that ends with this code."""
        return self.kind.exit_code


_TABLE = (
    # The input cannot be used as it is.
    Code("invalid", Invalid, "A value or an option cannot be used; the message says which and why."),
    Code(
        "archive_damaged", Invalid, "The archive was changed, or is not one that Chronos writes; nothing was imported."
    ),
    Code("archive_unwritable", Invalid, "The backup or archive cannot be written to this path."),
    Code("archive_unsupported", Invalid, "The archive has a form that this version does not import."),
    Code("choice_unknown", Invalid, "The caller receives no notifications of this kind."),
    Code("backup_damaged", Invalid, "The backup is cut off, was changed, or is not a backup."),
    Code("backup_too_new", Invalid, "The backup has migrations that this version does not have."),
    Code("backup_unsupported", Invalid, "The backup has a format that this version does not read."),
    Code("audio_track_unknown", Invalid, "The file has no audio track of this number."),
    Code("beat_invalid", Invalid, "The report of a player is too long, or has numbers that are not finite."),
    Code("better_moment_invalid", Invalid, "The better moment is missing, not asked for, or outside its video."),
    Code("body_unreadable", Invalid, "The request's body cannot be read.", 400),
    Code("captions_missing", Invalid, "An encoding of captions is given without captions."),
    Code("captions_empty", Invalid, "The captions have no cue with times and text."),
    Code(
        "captions_invalid",
        Invalid,
        "More than a tenth of the cues cannot be used, or there are more than 20 words or cues a second.",
    ),
    Code("course_ambiguous", Invalid, "Several courses have this title, or an id that begins so."),
    Code("edits_no_question", Invalid, "Only a question of the conversation can be edited."),
    Code("roster_invalid", Invalid, "A list of students cannot be read, or has a line that is wrong."),
    Code("oembed_format_unknown", Invalid, "oEmbed is served as JSON alone.", 501),
    Code("embed_site_invalid", Invalid, "A site that may show embeds is not written as an origin."),
    Code("invite_link_limits", Invalid, "An invitation lasts too long, or is good for too few or too many."),
    Code("email_missing", Invalid, "The person has no e-mail address."),
    Code("email_invalid", Invalid, "The text is not an e-mail address."),
    Code("encoding_unknown", Invalid, "No encoding has that name."),
    Code("encoding_unsure", Invalid, "The encoding of the captions is not certain; name it, or save them as UTF-8."),
    Code("codec_unknown", Invalid, "The file's sound or pictures have a codec that cannot be decoded."),
    Code("content_not_allowed", Invalid, "The file's bytes are not of the type that its name or header declares.", 415),
    Code("cursor_invalid", Invalid, "The cursor does not come from an earlier page of the same list."),
    Code("fetch_refused", Invalid, "The host did not send the file: wrong link, no access, or compressed."),
    Code("decoder_stopped", Invalid, "The file makes the decoder crash, or use more memory or time than it may."),
    Code("file_empty", Invalid, "The file has no bytes."),
    Code("picture_damaged", Invalid, "The image is damaged, or moves."),
    Code("picture_unknown", Invalid, "The image is no JPEG, PNG or WebP file.", 415),
    Code("poster_unclear", Invalid, "A poster is a second of the video or an image: name one of the two."),
    Code("second_outside", Invalid, "The second does not lie within the video."),
    Code("file_exists", Invalid, "The file to write exists already."),
    Code("file_unreadable", Invalid, "The named file or folder does not exist or cannot be read."),
    Code("folder_empty", Invalid, "The folder has no file of the expected kind."),
    Code("form_invalid", Invalid, "The form is not valid `multipart/form-data` with the expected fields."),
    Code("host_invalid", Invalid, "The host to listen on is not an address of this machine."),
    Code("language_invalid", Invalid, "The declared language is not a language tag such as `en` or `pt-BR`."),
    Code("language_unknown", Invalid, "The transcriber does not know this language code."),
    Code("link_lifetime_invalid", Invalid, "The lifetime of a link is too short or too long."),
    Code("media_damaged", Invalid, "The file is damaged and cannot be decoded."),
    Code("media_encrypted", Invalid, "The file is encrypted (copy protection)."),
    Code("media_empty", Invalid, "The file has a header, but neither sound nor pictures."),
    Code("media_too_long", Invalid, "The recording is longer than 24 hours."),
    Code("media_truncated", Invalid, "The file is cut off before its end."),
    Code("metadata_invalid", Invalid, "The object's metadata is not a JSON object that can be stored."),
    Code("method_not_allowed", Invalid, "The address does not accept this HTTP method.", 405),
    Code("mime_type_not_supported", Invalid, "The bucket does not accept files of this type.", 415),
    Code("model_unknown", Invalid, "There is no pinned model of this name."),
    Code("name_invalid", Invalid, "The object's name cannot be used.", 400),
    Code(
        "order_incomplete",
        Invalid,
        "The order does not name every module of the course, or names a course, more than once.",
    ),
    Code("outline_invalid", Invalid, "The outline of a course cannot be read; the message says where and why."),
    Code("plan_invalid", Invalid, "The plan of a demo school cannot be read; the message says where and why."),
    Code("note_outside_video", Invalid, "The second of a note is not a second of its video."),
    Code("note_too_long", Invalid, "The text of a note is longer than 10,000 characters."),
    Code("person_ambiguous", Invalid, "The name or the beginning of an id means several people."),
    Code("no_creator", Invalid, "There is no creator yet on whose behalf to act."),
    Code("no_question", Invalid, "The text is a greeting or thanks and asks nothing."),
    Code("no_questions", Invalid, "There are no questions to evaluate."),
    Code("not_confirmed", Invalid, "A command that deletes needs --yes where it cannot ask."),
    Code("not_media", Invalid, "The file is not a video or audio file.", 415),
    Code("not_text", Invalid, "The file is not text in UTF-8."),
    Code("person_name_invalid", Invalid, "The name of a person is blank, too long, or not one line of text."),
    Code("period_invalid", Invalid, "The period ends before it begins, or is longer than thirteen months."),
    Code("playlist", Invalid, "The file is a playlist that points at other files.", 415),
    Code("port_taken", Invalid, "The port cannot be used; another program may listen on it."),
    Code("query_empty", Invalid, "The question is empty."),
    Code("query_too_long", Invalid, "The question is too long."),
    Code("questions_invalid", Invalid, "The file of questions has an invalid line; the message says which."),
    Code("range_unsatisfiable", Invalid, "The range lies outside of the file, or there are too many ranges.", 416),
    Code("request_invalid", Invalid, "A field of the request is missing, unknown or invalid; `errors` lists them."),
    Code("request_slow", Invalid, "The request's headers or body arrive too slowly; send it again.", 408),
    Code("setting_invalid", Invalid, "A setting has a value that cannot be used."),
    Code("stream_unreadable", Invalid, "The stream of a lesson of Whop cannot be read."),
    Code("table_without_key", Invalid, "The table has no primary key to name a row by."),
    Code("second_without_video", Invalid, "A second of a video needs exactly one video."),
    Code(
        "teacher_answer_invalid",
        Invalid,
        "A teacher's answer has too many or no questions, citations or characters, or cannot be pinned.",
    ),
    Code("moment_not_said", Invalid, "Nothing is said at the moment to cite."),
    Code("title_empty", Invalid, "The title has no visible character."),
    Code("too_many_questions", Invalid, "The file has more questions than are kept for a creator."),
    Code("upload_broken", Invalid, "The body ended before its declared end.", 400),
    Code("upload_request_invalid", Invalid, "A header of a resumable upload is missing or invalid.", 400),
    Code("whop_key_missing", Invalid, "Whop's API needs `CHRONOS_WHOP_API_KEY`."),
    Code("url_invalid", Invalid, "The address cannot be used to import a file."),
    Code("whop_body_invalid", Invalid, "Whop's delivery or answer cannot be read; the message says why."),
    Code("url_not_public", Invalid, "The address is not on the public Internet."),
    # The thing does not exist for this actor.
    Code("answer_not_found", NotFound, "The student has no such answer that it may read now."),
    Code("bucket_not_found", NotFound, "There is no such bucket."),
    Code("bytes_missing", NotFound, "The object is listed, but its bytes are missing from the object store."),
    Code("citation_not_found", NotFound, "The student has no answer with this citation."),
    Code("subscription_not_found", NotFound, "The link does not belong to a subscription."),
    Code("webhook_not_found", NotFound, "There is no such address for webhooks."),
    Code("course_not_found", NotFound, "There is no such course."),
    Code("creator_inactive", NotFound, "The creator is not active, so students see nothing of theirs."),
    Code("creator_not_found", NotFound, "There is no such creator."),
    Code("no_such_address", NotFound, "There is no endpoint or page at this address."),
    Code("feedback_not_found", NotFound, "There is no feedback on this answer."),
    Code("module_not_found", NotFound, "There is no such module in this course."),
    Code("note_not_found", NotFound, "The student has no such note."),
    Code("object_not_found", NotFound, "There is no such object."),
    Code("person_not_found", NotFound, "There is no creator or student with this id, name or address."),
    Code("saved_answer_not_found", NotFound, "The student has no such saved answer."),
    Code("shared_answer_not_found", NotFound, "The link leads to no answer that the caller may see."),
    Code("school_not_found", NotFound, "The sign-in has not proved that the person is a member of this school."),
    Code("message_not_found", NotFound, "The conversation has no message with this id."),
    Code("session_not_found", NotFound, "There is no such conversation."),
    Code("sign_in_link_expired", NotFound, "The sign-in link has expired, or was used already.", 410),
    Code("embed_not_found", NotFound, "There is nothing to embed at this address, or it is not allowed."),
    Code("embed_site_not_found", NotFound, "The school has no such site."),
    Code(
        "first_link_closed",
        NotFound,
        "The link that begins the first school was used or has expired, or there is a school.",
        410,
    ),
    Code("invite_link_closed", NotFound, "The invitation is unknown, expired, used up or withdrawn.", 410),
    Code("invite_link_not_found", NotFound, "The school has no such invitation."),
    Code("staff_not_found", NotFound, "There is no such member of the staff."),
    Code("sign_in_not_found", NotFound, "There is no such sign-in of this person."),
    Code("teacher_answer_not_found", NotFound, "There is no such teacher's answer."),
    Code("table_not_found", NotFound, "There is no such table."),
    Code("upload_expired", NotFound, "The resumable upload has expired; begin it again.", 410),
    Code("upload_lost", NotFound, "The bytes of the resumable upload are lost; begin it again."),
    Code("upload_not_found", NotFound, "There is no such resumable upload; begin it again."),
    Code("whop_not_found", NotFound, "Whop has no record with this id that the key can read."),
    Code("whop_event_not_found", NotFound, "The inbox has no such delivery of Whop."),
    Code("video_not_found", NotFound, "There is no such video in this library."),
    Code("no_picture", NotFound, "The video has no such picture, or the caller may not see the video."),
    Code("whop_school_unknown", NotFound, "No school here belongs to this company or experience of Whop."),
    # The actor may not do this.
    Code("not_allowed", NotAllowed, "A policy of the database refuses the change."),
    Code("belongs_to_video", NotAllowed, "The object belongs to a video; remove the video instead."),
    Code("role_not_allowed", NotAllowed, "The caller's role among the staff does not allow this."),
    Code("creators_only", NotAllowed, "Only a creator may do this."),
    Code("beat_not_yours", NotAllowed, "The player's report belongs to another student."),
    Code("cross_site", NotAllowed, "A page of another site sent the form."),
    Code("not_a_demo", NotAllowed, "A person made this school: only a demo school is filled with made-up people."),
    Code("database_not_local", NotAllowed, "The database is on another machine; confirm it with --force NAME."),
    Code("link_expired", NotAllowed, "The signed link has expired."),
    Code("link_invalid", NotAllowed, "The signed link was altered, or is for another object or use."),
    Code("marking_off", NotAllowed, "The creator does not let students mark videos as done."),
    Code(
        "membership_ended", NotAllowed, "The membership of the caller has ended or is paused, or they left the staff."
    ),
    Code("not_owner", NotAllowed, "The command needs the login of the database's owner."),
    Code("service_token", NotAllowed, "A service token does not work here; send the token of a person."),
    Code("browser_only", NotAllowed, "Only a browser that is signed in may do this, not a token."),
    Code("identity_unknown", NotAllowed, "No member here has the account that signed in."),
    Code("sign_in_failed", NotAllowed, "The sign-in with another service expired, or its answer is not valid."),
    Code("sign_in_ended", NotAllowed, "The browser's sign-in was ended, or was not used for too long.", 401),
    Code("students_only", NotAllowed, "Only a student with an active membership may do this."),
    Code("embed_token_expired", NotAllowed, "The token of an embed has expired, or its visit has ended.", 401),
    Code("embed_token_invalid", NotAllowed, "The token of an embed is not valid, or is one of another.", 401),
    Code("embed_token_missing", NotAllowed, "The embed is not public, and the request carries no token of it.", 401),
    Code("token_expired", NotAllowed, "The token has expired.", 401),
    Code("token_invalid", NotAllowed, "The token is not valid.", 401),
    Code("whop_signature_invalid", NotAllowed, "The delivery does not carry a valid signature of Whop.", 401),
    Code("token_missing", NotAllowed, "The request carries no token.", 401),
    # The thing does not allow the request in its current state.
    Code("company_taken", Conflict, "The company on Whop belongs to another creator."),
    Code("conflict", Conflict, "A rule of the database refuses the change; the message says which."),
    Code("backup_differs", Conflict, "The backup's tables do not fit the tables of this version."),
    Code("course_changed", Conflict, "Another editor has changed the course; read it again."),
    Code(
        "courses_changed",
        Conflict,
        "The courses or their order have changed; read them again.",
    ),
    Code("course_empty", Conflict, "Students would see nothing in the course; add a video first."),
    Code("database_empty", Conflict, "The database has no tables of Chronos."),
    Code("database_not_empty", Conflict, "The database has rows; restore needs an empty one."),
    Code("erasure_not_confirmed", Conflict, "The erasure was not confirmed with the id of its plan."),
    Code("exists", Conflict, "The same thing exists already."),
    Code("staff_exists", Conflict, "A member of the staff has this e-mail address already."),
    Code("staff_left", Conflict, "The person has left the staff; add them again."),
    Code("file_not_removed", Conflict, "A leftover file cannot be deleted; the next sweep tries again."),
    Code("last_owner", Conflict, "A school keeps at least one owner; make another member of the staff an owner first."),
    Code("migration_changed", Conflict, "An older text of a migration made the database: back up, reset, restore."),
    Code("migration_failed", Conflict, "A migration failed; the message names the statement."),
    Code("demo_videos_missing", Conflict, "A demo school has not all videos of its plan yet."),
    Code("school_exists", Conflict, "There is a creator already: the first school was begun."),
    Code("no_file_yet", Conflict, "The video's file has not arrived yet."),
    Code("nothing_to_index", Conflict, "There are too few chunks to build this index."),
    Code("object_changed", Conflict, "Another request replaced the object; try again."),
    Code("precondition_failed", Conflict, "The file is not the one that the request's headers name.", 412),
    Code("queue_too_new", Conflict, "The database's job queue is newer than this version."),
    Code("reindex_running", Conflict, "Another reindex of this database is running."),
    Code("server_running", Conflict, "A running server uses the database; stop it first."),
    Code("types_drift", Conflict, "The generated file does not match the database."),
    Code("upload_locked", Conflict, "Another request is sending this upload.", 423),
    Code("video_added_again", Conflict, "The library has the file of the video in the bin again."),
    Code("video_not_failed", Conflict, "Only a failed video can be tried again."),
    Code("whop_not_connected", Conflict, "The creator has no company on Whop: connect it first."),
    Code("whop_reading", Conflict, "Another process is reading from Whop; try again in a minute."),
    Code("whop_not_simulated", Conflict, "The simulator of Whop runs for a Chronos of this machine alone."),
    Code("no_pictures", Conflict, "The file has sound alone: there is no picture to take of it."),
    # A limit is exceeded.
    Code("captions_too_large", OverLimit, "The captions are larger than 10 MB."),
    Code("headers_too_large", OverLimit, "The request's address and headers are too long or too many.", 431),
    Code(
        "rate_limited",
        OverLimit,
        "Too many questions, searches or sign-ins; `Retry-After` says how many seconds to wait.",
        429,
    ),
    Code("reindex_memory", OverLimit, "The index does not fit into the memory that it may use."),
    Code("students_full", OverLimit, "The plan has no room for another active student."),
    Code("storage_full", OverLimit, "The plan's storage is full: remove videos or upgrade the plan."),
    Code("too_large", OverLimit, "The file or the request's body is too large."),
    Code("too_many_connections", OverLimit, "The client has too many connections or waiting requests.", 429),
    Code("too_many_notes", OverLimit, "A student keeps at most 5,000 notes."),
    Code("too_many_uploads", OverLimit, "Too many uploads are unfinished; finish or delete some.", 429),
    Code("transcription_used_up", OverLimit, "The month has too few minutes of transcription left for the video.", 429),
    Code("videos_full", OverLimit, "The plan has no room for another video."),
    # Something that Chronos relies on failed. With a status of 503 or more, the same call may succeed later.
    Code("checks_failed", ProviderError, "`chronos db doctor` found failures."),
    Code("database_busy", ProviderError, "Transactions of the database conflict; try again.", 503),
    Code("database_not_migrated", ProviderError, "The database lacks migrations: run `chronos db push`."),
    Code("database_slow", ProviderError, "The database took too long to answer.", 503),
    Code("database_unavailable", ProviderError, "The database cannot be reached.", 503),
    Code("decoder_unavailable", ProviderError, "The decoder cannot be started, or was ended from outside.", 503),
    Code("disk_full", ProviderError, "The server's disk is full; received bytes are kept.", 507),
    Code("embedder_failed", ProviderError, "The embedding model failed on a text."),
    Code("fetch_failed", ProviderError, "The host did not send the whole file.", 503),
    Code("fetch_slow", ProviderError, "The host sends too slowly; the import is tried again later.", 503),
    Code("file_changed", ProviderError, "A stored file changed while it was read; try again.", 503),
    Code("identity_refused", ProviderError, "The sign-in service gave an answer that cannot be used."),
    Code("identity_unavailable", ProviderError, "The sign-in service, or its keys, cannot be reached.", 503),
    Code("import_failed", ProviderError, "A video of the evaluation could not be imported."),
    Code("channel_missing", ProviderError, "This installation cannot send notifications by this channel."),
    Code("webhook_refused", ProviderError, "The address of a webhook did not take the event."),
    Code("language_model_busy", ProviderError, "The provider of the language model is busy; try again.", 503),
    Code("language_model_failed", ProviderError, "The provider of the language model failed; try again.", 503),
    Code("language_model_refused", ProviderError, "The provider of the language model refuses the key or the request."),
    Code("language_model_too_long", ProviderError, "A question with its passages is too long for the language model."),
    Code("language_model_unavailable", ProviderError, "The provider of the language model does not answer.", 503),
    Code("language_model_unknown", ProviderError, "The provider does not have this language model."),
    Code("mail_refused", ProviderError, "The e-mail cannot be sent: no server is set, or it refused the message."),
    Code("mail_unavailable", ProviderError, "The mail server cannot be reached; try again.", 503),
    Code("model_damaged", ProviderError, "A model file does not have its pinned bytes."),
    Code("model_missing", ProviderError, "A model is not installed: run `chronos models install`."),
    Code("model_not_loaded", ProviderError, "An installed model cannot be loaded."),
    Code("model_not_written", ProviderError, "A model file cannot be written to the data directory."),
    Code("model_unavailable", ProviderError, "No source has the model.", 503),
    Code("model_unsuitable", ProviderError, "The model's inputs or outputs are not those of a re-ranker."),
    Code("not_ready", ProviderError, "The service is not ready; `checks` says what is missing.", 503),
    Code("program_failed", ProviderError, "A program of PostgreSQL failed; the message has its last line."),
    Code("reranker_failed", ProviderError, "The re-ranking model failed on a passage."),
    Code("restore_differs", ProviderError, "A restored table differs from the backup; nothing was loaded."),
    Code("sender_silent", ProviderError, "The client stopped sending; resume from the offset.", 503),
    Code("server_full", ProviderError, "All connections of the server are in use; try again.", 503),
    Code("server_too_new", ProviderError, "PostgreSQL is newer than the `pg_dump` of this version."),
    Code("storage_failed", ProviderError, "The object store or the disk failed.", 503),
    Code("storage_refused", ProviderError, "The object store denied access."),
    Code("stored_files_damaged", ProviderError, "Stored files are missing or changed: restore a backup."),
    Code("sweep_incomplete", ProviderError, "Some files could not be deleted; the next sweep tries again."),
    Code("transcriber_failed", ProviderError, "The speech model failed.", 503),
    Code("whop_not_set_up", ProviderError, "A setting that Whop needs is missing; the message names it.", 503),
    Code("vectors_missing", ProviderError, "The embedding model returned fewer vectors than texts.", 503),
    Code("whop_incomplete", ProviderError, "Whop could not be read completely; nothing has ended because of it."),
    Code("whop_refused", ProviderError, "Whop refuses the key, or the request: check `CHRONOS_WHOP_API_KEY`."),
    Code("whop_unavailable", ProviderError, "Whop's API is unavailable; Chronos tries again later.", 503),
    # A bug.
    Code("internal_error", ChronosError, "A bug in Chronos; the server's log has the traceback."),
)
CODES: Mapping[str, Code] = {row.code: row for row in _TABLE}
