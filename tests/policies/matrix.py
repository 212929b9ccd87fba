"""Who may do what: the expected answer for every actor, table, command and column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.factories import SEARCHED

ACTORS: Mapping[str, str] = {
    "anon": "a request without a token",
    "stranger": "a valid token of a person who is neither creator nor student",
    "student": "Sam, a student of Ada who has completed the video `shown`",
    "newcomer": "Nia, who became a student of Ada today and has watched nothing",
    "guest": "Gus, a student of Ada who was given one course",
    "inactive_student": "Ida, whose membership with Ada has ended",
    "other_student": "Tim, a student of Bob",
    "creator": "Ada, the first owner of her school",
    "owner": "Olga, another owner among Ada's staff",
    "supabase_user": "a user of Supabase Auth to whom the server gave Ada's id, and whom no row of staff knows",
    "editor": "Ed, an editor among Ada's staff",
    "viewer": "Vi, a viewer among Ada's staff",
    "revoked_staff": "Rex, who was an editor among Ada's staff and left, with a token that is still valid",
    "foreign_staff": "Bea, an owner among Bob's staff, with a token that names Ada",
    "inactive_creator": "Cal, a creator who is no longer active",
    "other_creator": "Bob",
    "embed": "a visitor of a page of another site that shows Ada's video `shown`",
    "course_embed": "a visitor of a page of another site that shows Ada's course `shown`",
    "assistant": "the role that writes answers (`chronos_assistant`), for Sam",
    "visitor": "a client that names a public picture by its address, or a sign-in by its secret (`chronos_public`)",
    "service": "pipeline, webhooks and upkeep (`service_role`)",
}
AUTHENTICATED = tuple(ACTORS)[1:18]
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
    """The rows that each actor reaches; authenticated ones reach `others` unless given.

    Of Ada's staff, who owns or edits reaches the same as she does, who views the same when it is read.
    """
    if not set(reach) <= set(ACTORS):
        raise ValueError(f"there is no such actor: {set(reach) - set(ACTORS)}")
    if "creator" in reach:
        views = reach["creator"] if command == "select" else ""
        reach = dict.fromkeys(("owner", "supabase_user", "editor"), reach["creator"]) | {"viewer": views} | reach
    cells = {actor: frozenset(names.split()) for actor, names in reach.items()}
    if any(actor in AUTHENTICATED for actor in cells):
        cells = dict.fromkeys(AUTHENTICATED, frozenset(others.split())) | cells
    return May(command, columns, cells)


def never(command: str) -> May:
    """Refuse a command to all, the service among them."""
    return May(command, EVERY_COLUMN, dict.fromkeys(ACTORS, REFUSED))


# Videos of Ada's courses: `opened` a week after a student joined, `followed` once `shown` is completed, `extra` in a
# course alone.
LESSONS = "shown opened followed extra"

# Everything else is refused to all but the service, which may do everything.
MATRIX: Mapping[str, Sequence[May]] = {
    "public.creators": [
        may("select", creator="ada", other_creator="bob"),
        may("update", "name email settings logo_path accent", creator="ada", editor="", other_creator="bob"),
    ],
    "public.staff": [
        may("select", creator="ada olga ed vi rex", other_creator="bob bea"),
        may("insert", "creator_id whop_user_id email name role", creator="adas", editor="", other_creator="bobs"),
        may(
            "update",
            "email name role is_active is_mirrored",
            creator="ada olga ed vi rex",
            editor="",
            other_creator="bob bea",
        ),
        never("delete"),
    ],
    "public.students": [
        may(
            "select",
            student="sam",
            newcomer="nia",
            guest="gus",
            other_student="tim",
            creator="sam eve ida nia gus",
            other_creator="tim",
        ),
        may("update", "name preferences", student="sam", newcomer="nia", guest="gus", other_student="tim"),
    ],
    "public.videos": [
        may(
            "select",
            embed="shown",
            course_embed="shown",
            student=LESSONS,
            newcomer="shown extra",
            guest="extra",
            other_student="bobs",
            creator=f"{LESSONS} draft pending deleted",
            other_creator="bobs",
        ),
        may(
            "insert",
            "id creator_id title description url storage_path thumbnail_path transcript_language file_size_bytes "
            "content_sha256 is_published is_in_library metadata warnings",
            creator="adas",
            other_creator="bobs",
        ),
        may(
            "update",
            "title description thumbnail_path transcript_language is_published is_in_library metadata warnings "
            "has_pending_captions deleted_at",
            creator=f"{LESSONS} draft pending deleted",
            other_creator="bobs",
        ),
        may("delete", creator=f"{LESSONS} draft pending deleted", other_creator="bobs"),
    ],
    "public.video_chunks": [
        may(
            "select",
            embed="shown",
            course_embed="shown",
            student=LESSONS,
            newcomer="shown extra",
            guest="extra",
            other_student="bobs",
            creator=f"{LESSONS} draft deleted",
            other_creator="bobs",
        ),
    ],
    "public.courses": [
        may(
            "select",
            course_embed="shown",
            student="shown chosen",
            newcomer="shown chosen",
            guest="chosen",
            other_student="bobs",
            creator="shown chosen draft deleted",
            other_creator="bobs",
        ),
        may(
            "insert",
            "creator_id title description thumbnail_path is_published display_order published_at metadata",
            creator="adas",
            other_creator="bobs",
        ),
        may(
            "update",
            "title description thumbnail_path is_published display_order published_at metadata deleted_at",
            creator="shown chosen draft deleted",
            other_creator="bobs",
        ),
        may("delete", creator="shown chosen draft deleted", other_creator="bobs"),
    ],
    "public.course_modules": [
        may(
            "select",
            course_embed="shown",
            student="shown chosen",
            newcomer="shown chosen",
            guest="chosen",
            other_student="bobs",
            creator="shown chosen draft deleted",
            other_creator="bobs",
        ),
        may(
            "insert",
            "course_id title description video_ids display_order opens_after_days opens_at requires_module_id metadata",
            creator="shown draft",
            other_creator="bobs",
        ),
        may(
            "update",
            "title description video_ids display_order opens_after_days opens_at requires_module_id metadata",
            creator="shown chosen draft deleted",
            other_creator="bobs",
        ),
        may("delete", creator="shown chosen draft deleted", other_creator="bobs"),
    ],
    "public.chat_sessions": [
        may(
            "select",
            student="sams",
            newcomer="nias",
            guest="guss",
            other_student="tims",
            creator="sams eves idas nias guss",
            other_creator="tims",
        ),
        may("select", "id student_id", assistant="sams"),
        may(
            "insert",
            "student_id creator_id title context_video_ids context_course_id context_at_seconds metadata",
            student="sams sams_about_shown",
            newcomer="nias",
            guest="guss",
            other_student="tims",
        ),
        may(
            "update",
            "title context_video_ids metadata",
            student="sams",
            newcomer="nias",
            guest="guss",
            other_student="tims",
        ),
        may("delete", student="sams", newcomer="nias", guest="guss", other_student="tims"),
    ],
    "public.chat_messages": [
        may(
            "select",
            student="sams",
            newcomer="nias",
            guest="guss",
            other_student="tims",
            creator="sams eves idas nias guss",
            other_creator="tims",
        ),
        may(
            "insert",
            "session_id parent_id role content metadata",
            student="sams_user",
            newcomer="nias_user",
            guest="guss_user",
            other_student="tims_user",
        ),
        may("insert", assistant="sams_assistant"),
    ],
    "public.course_enrolments": [
        may("select", guest="guss", creator="guss", other_student="tims", other_creator="tims"),
        may("insert", "course_id student_id creator_id", creator="sams", other_creator=""),
        may("delete", creator="guss", other_creator="tims"),
    ],
    "public.video_progress": [
        may("select", student="sams", creator="sams", other_student="tims", other_creator="tims")
    ],
    # Theirs alone, also where courses lock the video: Nia's is at one that is locked to her.
    "public.notes": [
        may("select", student="sams", newcomer="nias", other_student="tims"),
        may(
            "insert",
            "student_id creator_id video_id at_seconds content terms",
            student="sams",
            guest="guss",
            other_student="tims",
        ),
        may("update", "at_seconds content terms", student="sams", newcomer="nias", other_student="tims"),
        may("delete", student="sams", newcomer="nias", other_student="tims"),
    ],
    # Nia's answer cites a video that she may not play yet: she reads no copy of it, and does nothing new with it.
    "public.message_feedback": [
        may("select", student="sams", newcomer="nias", other_student="tims", creator="sams nias", other_creator="tims"),
        may(
            "insert",
            "message_id student_id creator_id verdict better_video_id better_at_seconds",
            student="sams sams_better",
            other_student="tims",
        ),
        may(
            "update",
            "verdict better_video_id better_at_seconds",
            student="sams",
            newcomer="nias",
            other_student="tims",
        ),
        may("delete", student="sams", newcomer="nias", other_student="tims"),
    ],
    "public.saved_answers": [
        may("select", student="sams", other_student="tims"),
        may(
            "insert",
            "student_id creator_id message_id question content video_references carried_video_ids",
            student="sams",
            other_student="tims",
        ),
    ],
    "public.shared_answers": [
        may(
            "select",
            "message_id student_id creator_id created_at",
            student="sams",
            newcomer="nias",
            other_student="tims",
        ),
        may("insert", "message_id student_id creator_id token_hash", student="sams", other_student="tims"),
        may("delete", student="sams", newcomer="nias", other_student="tims"),
    ],
    # Students read what cites videos that they may play; `drafts` cites a draft.
    "public.teacher_answers": [
        may(
            "select",
            student="adas",
            newcomer="adas",
            other_student="bobs",
            creator="adas drafts",
            other_creator="bobs",
        ),
        may("insert", "id creator_id content video_references", creator="adas", other_creator="bobs"),
        may("update", "content video_references", creator="adas drafts", other_creator="bobs"),
        may("delete", creator="adas drafts", other_creator="bobs"),
    ],
    "private.teacher_questions": [
        may(
            "select",
            student="adas",
            newcomer="adas",
            other_student="bobs",
            creator="adas drafts",
            other_creator="bobs",
        ),
        may(
            "insert",
            "creator_id teacher_answer_id place question embedding embedding_model",
            creator="adas",
            other_creator="bobs",
        ),
        may("delete", creator="adas drafts", other_creator="bobs"),
    ],
    "private.notifications": [],
    "private.notification_looks": [],
    "private.whop_experiences": [],
    "private.notification_people": [],
    "private.notification_choices": [],
    "private.notification_deliveries": [],
    "public.embed_sites": [
        may("select", creator="adas", other_creator="bobs"),
        may("insert", "creator_id origin", creator="adas", editor="", other_creator="bobs"),
        may("delete", creator="adas", editor="", other_creator="bobs"),
    ],
    "public.embeds": [
        may("select", creator="shown adas_course", other_creator="bobs"),
        may("insert", "creator_id video_id course_id is_public", creator="adas", editor="", other_creator="bobs"),
        may("update", "is_public", creator="shown adas_course", editor="", other_creator="bobs"),
        may("delete", creator="shown adas_course", editor="", other_creator="bobs"),
    ],
    "public.webhook_endpoints": [
        may(
            "select",
            "id creator_id url kinds is_active failures paused_until last_error created_at updated_at",
            creator="adas",
            other_creator="bobs",
        ),
        may("insert", "creator_id url kinds secret", creator="adas", editor="", other_creator="bobs"),
        may("update", "kinds is_active", creator="adas", editor="", other_creator="bobs"),
        may("delete", creator="adas", editor="", other_creator="bobs"),
    ],
    "private.playing_sessions": [],
    "private.watch_budgets": [],
    "private.facts": [],
    "private.asked_questions": [may("select", creator="sams", other_creator="tims")],
    "private.creator_days": [may("select", creator="adas", other_creator="bobs")],
    "private.student_days": [may("select", creator="sams", other_creator="tims")],
    "private.course_counts": [may("select", creator="adas", other_creator="bobs")],
    "private.course_changes": [],
    "private.erased_activity": [],
    "private.rolled_up": [],
    "public.video_analytics": [may("select", creator=f"{LESSONS} draft deleted", other_creator="bobs")],
    "public.usage_metrics": [may("select", creator="ada", other_creator="bob")],
    "public.whop_products": [
        may("select", creator="adas", other_creator="bobs"),
        may("insert", "creator_id product_id title gives", creator="adas", editor="", other_creator="bobs"),
        may("update", "gives", creator="adas", editor="", other_creator="bobs"),
        may("delete", creator="adas", editor="", other_creator="bobs"),
    ],
    "public.whop_product_courses": [
        may("select", creator="adas", other_creator="bobs"),
        may("insert", creator="adas", editor="", other_creator="bobs"),
        may("delete", creator="adas", editor="", other_creator="bobs"),
    ],
    "private.whop_tiers": [],
    "private.whop_memberships": [],
    "private.whop_events": [],
    "private.whop_watch": [],
    "private.whop_chapters": [],
    "private.whop_completions": [],
    "private.whop_courses": [],
    "private.whop_lessons": [],
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
            embed="1_chunks",
            course_embed="1_chunks",
            student="4_chunks",
            newcomer="2_chunks",
            guest="1_chunks",
            other_student="1_chunks",
            creator="6_chunks",
            other_creator="1_chunks",
            service="8_chunks",
        ),
    ],
    "private.transcript_windows": [
        may(
            "select",
            embed="shown",
            course_embed="shown",
            student=LESSONS,
            newcomer="shown extra",
            guest="extra",
            other_student="bobs",
            creator=f"{LESSONS} draft deleted",
            other_creator="bobs",
        ),
    ],
    "private.video_pictures": [
        may(
            "select",
            embed="shown",
            course_embed="shown",
            student=LESSONS,
            newcomer="shown extra",
            guest="extra",
            other_student="bobs",
            creator=f"{LESSONS} draft deleted",
            other_creator="bobs",
        ),
    ],
    "private.video_status_changes": [
        may("select", creator=f"{LESSONS} draft pending deleted", other_creator="bobs"),
    ],
    "private.vector_index_builds": [],
    **{
        table: [
            may(
                "select",
                embed="shown",
                course_embed="shown",
                student=LESSONS,
                newcomer="shown extra",
                guest="extra",
                other_student="bobs",
                creator=f"{LESSONS} draft deleted",
                other_creator="bobs",
            )
        ]
        for table in SEARCHED
    },
    "private.library_versions": [],
    "private.tiers": [],
    "private.limit_overrides": [],
    "private.ledger": [],
    "private.budgets": [],
    "private.holds": [],
    "private.usage_warnings": [],
    "private.imports": [],
    "private.queue_turns": [],
    "private.video_work": [],
    "private.rate_limits": [],
    "private.rate_buckets": [],
    "private.identities": [],
    "private.sign_in_attempts": [],
    "private.invite_links": [
        # Owners, who add students, make links that do.
        may(
            "select",
            "id creator_id course_id max_uses uses created_at expires_at revoked_at",
            creator="adas",
            editor="",
            viewer="",
            other_creator="bobs",
        ),
        may(
            "insert",
            "creator_id course_id secret_hash max_uses expires_at",
            creator="adas",
            editor="",
            other_creator="bobs",
        ),
        may("update", "revoked_at", creator="adas", editor="", other_creator="bobs"),
    ],
    "private.sign_in_links": [],
    "private.sign_ins": [
        # A person's own: not those of a creator's staff, nor the other way round.
        may(
            "select",
            "id subject creator_id student_id browser created_at last_seen_at expires_at ends_at",
            student="sams",
            newcomer="nias",
            guest="guss",
            other_student="tims",
            creator="adas",
            owner="",
            supabase_user="",
            editor="",
            viewer="",
            other_creator="bobs",
        ),
        may(
            "delete",
            student="sams",
            newcomer="nias",
            guest="guss",
            other_student="tims",
            creator="adas",
            owner="",
            supabase_user="",
            editor="",
            viewer="",
            other_creator="bobs",
        ),
    ],
    "private.audit_log": [
        may("select", creator="adas", editor="", viewer="", other_creator="bobs"),
        may("insert", "creator_id action target_kind target_id details", service="adas bobs whole"),
        never("insert"),
        never("update"),
        never("delete"),
    ],
    "private.uploads": [
        may("select", creator="adas", viewer="", other_creator="bobs"),
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
            embed="shown",
            course_embed="shown",
            student=LESSONS,
            newcomer="shown extra",
            guest="extra",
            other_student="bobs",
            creator=f"{LESSONS} draft captions stray upload",
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
