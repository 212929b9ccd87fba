"""Who may do what: the expected answer for every actor, table, command and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.factories import SEARCHED

ACTORS: Mapping[str, str] = {
    "anon": "a request without a token",
    "stranger": "a valid token of a person who is neither creator nor student",
    "student": "Sam, a student of Ada",
    "inactive_student": "Ida, whose membership with Ada has ended",
    "other_student": "Tim, a student of Bob",
    "creator": "Ada",
    "staff": "a member of Ada's staff",
    "inactive_creator": "Cal, a creator who is no longer active",
    "other_creator": "Bob",
    "assistant": "the role that writes answers (`chronos_assistant`), for Sam",
    "visitor": "a client that names a public picture by its address, or a sign-in by its secret (`chronos_public`)",
    "service": "pipeline, webhooks and upkeep (`service_role`)",
}
AUTHENTICATED = tuple(ACTORS)[1:9]
COMMANDS = ("select", "insert", "update", "delete")

# The result of a statement: refused for want of a grant, or the names of the rows that it returned, added, changed or
# deleted. An insert that a policy refuses adds none.
REFUSED = None
Cell = frozenset[str] | None
NOTHING: Cell = frozenset()
EVERY_COLUMN = "*"


@dataclass(frozen=True)
class May:
    """Actors who may run `command` on `columns`, and the names of the rows that it reaches."""

    command: str
    columns: str
    cells: Mapping[str, Cell]

    def covers(self, column: str) -> bool:
        """Whether `column` is among its columns."""
        return self.columns == EVERY_COLUMN or column in self.columns.split()


def may(command: str, columns: str = EVERY_COLUMN, *, others: str = "", **reach: str) -> May:
    """The rows that each actor reaches; staff reach their creator's unless given, other authenticated ones `others`."""
    if not set(reach) <= set(ACTORS):
        raise ValueError(f"there is no such actor: {set(reach) - set(ACTORS)}")
    cells = {actor: frozenset(names.split()) for actor, names in reach.items()}
    if any(actor in AUTHENTICATED for actor in cells):
        cells = dict.fromkeys(AUTHENTICATED, frozenset(others.split())) | cells
    if "creator" in cells and "staff" not in reach:
        cells["staff"] = cells["creator"]
    return May(command, columns, cells)


# Everything else is refused to all but the service, which may do everything.
MATRIX: Mapping[str, Sequence[May]] = {
    "public.creators": [
        may("select", creator="ada", other_creator="bob"),
        may("update", "name email settings", creator="ada", other_creator="bob"),
    ],
    "public.students": [
        may("select", student="sam", other_student="tim", creator="sam eve ida", other_creator="tim"),
        may("update", "name preferences", student="sam", other_student="tim"),
    ],
    "public.videos": [
        may(
            "select",
            student="shown",
            other_student="bobs",
            creator="shown draft pending deleted",
            other_creator="bobs",
        ),
        may(
            "insert",
            "id creator_id title description url storage_path thumbnail_path transcript_language file_size_bytes "
            "content_sha256 is_published metadata warnings",
            creator="adas",
            other_creator="bobs",
        ),
        may(
            "update",
            "title description thumbnail_path transcript_language is_published metadata warnings has_pending_captions "
            "deleted_at",
            creator="shown draft pending deleted",
            other_creator="bobs",
        ),
        may("delete", creator="shown draft pending deleted", other_creator="bobs"),
    ],
    "public.video_chunks": [
        may("select", student="shown", other_student="bobs", creator="shown draft deleted", other_creator="bobs"),
    ],
    "public.courses": [
        may("select", student="shown", other_student="bobs", creator="shown draft deleted", other_creator="bobs"),
        may(
            "insert",
            "creator_id title description thumbnail_path is_published display_order published_at metadata",
            creator="adas",
            other_creator="bobs",
        ),
        may(
            "update",
            "title description thumbnail_path is_published display_order published_at metadata deleted_at",
            creator="shown draft deleted",
            other_creator="bobs",
        ),
        may("delete", creator="shown draft deleted", other_creator="bobs"),
    ],
    "public.course_modules": [
        may("select", student="shown", other_student="bobs", creator="shown draft deleted", other_creator="bobs"),
        may(
            "insert",
            "course_id title description video_ids display_order metadata",
            creator="shown draft",
            other_creator="bobs",
        ),
        may(
            "update",
            "title description video_ids display_order metadata",
            creator="shown draft deleted",
            other_creator="bobs",
        ),
        may("delete", creator="shown draft deleted", other_creator="bobs"),
    ],
    "public.chat_sessions": [
        may("select", student="sams", other_student="tims", creator="sams eves idas", other_creator="tims"),
        may("select", "id student_id", assistant="sams"),
        may(
            "insert",
            "student_id creator_id title context_video_ids metadata",
            student="sams",
            other_student="tims",
        ),
        may("update", "title context_video_ids metadata", student="sams", other_student="tims"),
        may("delete", student="sams", other_student="tims"),
    ],
    "public.chat_messages": [
        may("select", student="sams", other_student="tims", creator="sams eves idas", other_creator="tims"),
        may("insert", "session_id role content metadata", student="sams_user", other_student="tims_user"),
        may("insert", assistant="sams_assistant"),
    ],
    "public.video_analytics": [may("select", creator="shown draft deleted", other_creator="bobs")],
    "public.usage_metrics": [may("select", creator="ada", other_creator="bob")],
    "public.evaluation_cases": [
        may("select", creator="adas", other_creator="bobs"),
        may("insert", "creator_id question video_id at_seconds", creator="adas uncovered", other_creator="bobs"),
        may("update", "question video_id at_seconds", creator="adas", other_creator="bobs"),
        may("delete", creator="adas", other_creator="bobs"),
    ],
    "public.vector_index_stats": [
        may(
            "select",
            others="0_chunks",
            student="1_chunks",
            other_student="1_chunks",
            creator="3_chunks",
            other_creator="1_chunks",
            service="5_chunks",
        ),
    ],
    "private.transcript_windows": [
        may("select", student="shown", other_student="bobs", creator="shown draft deleted", other_creator="bobs"),
    ],
    "private.video_status_changes": [
        may("select", creator="shown draft pending deleted", other_creator="bobs"),
    ],
    "private.vector_index_builds": [],
    **{
        table: [
            may("select", student="shown", other_student="bobs", creator="shown draft deleted", other_creator="bobs")
        ]
        for table in SEARCHED
    },
    "private.library_versions": [],
    "private.tier_limits": [],
    "private.imports": [],
    "private.queue_turns": [],
    "private.video_work": [],
    "private.rate_limits": [],
    "private.rate_buckets": [],
    "private.sign_in_links": [],
    "private.sign_ins": [
        # A person's own: not those of a creator's staff, nor the other way round.
        may(
            "select",
            "id subject creator_id student_id browser created_at last_seen_at expires_at ends_at",
            student="sams",
            other_student="tims",
            creator="adas",
            staff="",
            other_creator="bobs",
        ),
        may("delete", student="sams", other_student="tims", creator="adas", staff="", other_creator="bobs"),
    ],
    "private.uploads": [
        may("select", creator="adas", other_creator="bobs"),
        may(
            "insert",
            "id creator_id bucket_id object_name length_bytes content_type is_upsert metadata",
            creator="adas",
            other_creator="bobs",
        ),
        may("update", "video_id completed_at", creator="adas", other_creator="bobs"),
        may("delete", creator="adas", other_creator="bobs"),
    ],
    # The platform grants everything on its tables, so that the policies alone decide.
    "storage.objects": [
        may(
            "select",
            anon="",
            student="shown",
            other_student="bobs",
            creator="shown draft captions stray upload",
            other_creator="bobs bobs_upload",
        ),
        may("insert", anon="", creator="video thumbnail upload", other_creator="bobs bobs_thumbnail bobs_upload"),
        # Not the files of a video, which are deleted with it.
        may("update", anon="", creator="stray upload", other_creator="bobs_upload"),
        may("delete", anon="", creator="stray upload", other_creator="bobs_upload"),
    ],
    "storage.buckets": [
        may("select", anon="", others="videos thumbnails user-uploads", creator="videos thumbnails user-uploads"),
        may("insert", anon="", creator=""),
        may("update", anon="", creator=""),
        may("delete", anon="", creator=""),
    ],
}

# The roles that may execute each function of `public` and `private`; no role may call a trigger function.
FUNCTIONS: Mapping[str, str] = {
    "public.search_video_chunks(vector,integer,double precision,uuid[])": "authenticated service_role",
    "private.claimed_id(text)": "authenticated service_role chronos_assistant",
    "private.acting_creator()": "authenticated service_role chronos_assistant",
    "private.acting_student()": "authenticated service_role chronos_assistant",
    "private.acting_tenant()": "authenticated service_role chronos_assistant",
    "private.acts_as_creator()": "authenticated service_role chronos_assistant",
    "private.enqueue_stage(uuid,text)": "authenticated service_role",
    "private.asking_library()": "authenticated service_role",
    "private.count_library_change()": "",
    "private.retry_video(uuid)": "authenticated service_role",
    "private.keep_given_title()": "",
    "private.import_video(uuid,text,text,text,integer,boolean)": "authenticated service_role",
    "private.failed_status(uuid)": "service_role",
    "private.vector_index_state()": "authenticated service_role",
    "private.usable_vector_index()": "authenticated service_role",
    "private.nearest_of_all(vector,integer,integer)": "authenticated service_role",
    "private.nearest_of_own(vector,integer,integer,uuid)": "authenticated service_role",
    "private.nearest_by_signs(vector,integer,uuid[])": "authenticated service_role",
    "private.nearest_chunks(vector,integer,uuid[])": "authenticated service_role",
    "private.signs(vector)": "authenticated service_role",
    "private.as_alike(double precision,double precision)": "authenticated service_role",
    "private.least_compared(integer)": "authenticated service_role",
    "private.ranked_exactly(integer)": "authenticated service_role",
    "private.rerank_count(integer)": "authenticated service_role",
    "private.object_bytes(jsonb)": "authenticated service_role",
    "private.storage_allowance()": "authenticated service_role",
    "private.storage_left(uuid)": "service_role",
    "private.take_rate_token(text)": "authenticated service_role",
    "private.refilled(double precision,timestamp with time zone,timestamp with time zone,integer,double precision)": "",
    "private.public_object(text,text)": "chronos_public",
    "private.show_sign_in_link(bytea)": "chronos_public",
    "private.sign_in_by_link(bytea,bytea,text)": "chronos_public",
    "private.sign_in_by_token(bytea,text)": "authenticated",
    "private.resume_sign_in(bytea)": "chronos_public",
    "private.end_sign_in(bytea)": "chronos_public",
    "private.keep_sign_in(bytea,uuid,uuid,uuid,text,timestamp with time zone)": "",
    "private.drop_video_jobs(uuid)": "authenticated service_role",
    "private.drop_thumbnail(text)": "authenticated service_role",
    "private.forget_videos()": "",
    "private.large_tenant_rows()": "service_role",
    "private.large_tenants()": "service_role",
    "private.rows_per_list()": "service_role",
    "private.most_lists()": "authenticated service_role",
    "private.vector_index_name(uuid)": "service_role",
    "public.update_updated_at_column()": "",
    "private.check_video_step()": "",
    "private.log_video_step()": "",
    "private.spread_video_visibility()": "",
    "private.set_chunk_visibility()": "",
    "private.check_within_video()": "",
    "private.check_citations_within_video()": "",
    "private.check_length_of_video()": "",
    "private.check_module_videos()": "",
    "private.touch_session()": "",
}


def expected(relation: str, command: str, column: str, actor: str, everything: frozenset[str]) -> Cell:
    """Return the cell of the matrix; `everything` is what the service reaches."""
    rules = [rule for rule in MATRIX[relation] if rule.command == command and rule.covers(column)]
    for rule in rules:
        if actor in rule.cells:
            return rule.cells[actor]
    return everything if actor == "service" else REFUSED


def show(cell: Cell) -> str:
    """Return the text of a cell."""
    if cell is None:
        return "✗"
    return ", ".join(sorted(cell)).replace("_", " ") or "–"
