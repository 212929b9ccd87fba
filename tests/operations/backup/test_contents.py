"""Every table is primary, and restored or refused, or derived, and restored or made again."""

from chronos.db import owner_connection
from chronos.operations.backup.contents import DERIVED, list_tables
from tests.conftest import ADatabase

# A table that nothing can make again. Choose for a new one: here, or in DERIVED.
PRIMARY = {
    "jobs.procrastinate_events",
    "jobs.procrastinate_jobs",
    "jobs.procrastinate_periodic_defers",
    "jobs.procrastinate_workers",
    "private.asked_questions",
    "private.audit_log",
    "private.creator_days",
    "private.budgets",
    "private.erased_activity",
    "private.facts",
    "private.holds",
    "private.identities",
    "private.imports",
    "private.ledger",
    "private.library_versions",
    "private.limit_overrides",
    "private.notification_choices",
    "private.notification_deliveries",
    "private.notification_looks",
    "private.notification_people",
    "private.notifications",
    "private.whop_experiences",
    "private.playing_sessions",
    "private.queue_turns",
    "private.rate_buckets",
    "private.rate_limits",
    "private.rolled_up",
    "private.student_days",
    "private.teacher_questions",
    "private.tiers",
    "private.transcript_windows",
    "private.uploads",
    "private.usage_warnings",
    "private.vector_index_builds",
    "private.video_pictures",
    "private.video_status_changes",
    "private.video_work",
    "private.watch_budgets",
    "private.whop_chapters",
    "private.whop_completions",
    "private.whop_courses",
    "private.whop_events",
    "private.whop_lessons",
    "private.whop_memberships",
    "private.whop_tiers",
    "private.whop_watch",
    "public.chat_messages",
    "public.chat_sessions",
    "public.course_enrolments",
    "public.course_modules",
    "public.courses",
    "public.creators",
    "public.evaluation_cases",
    "public.message_feedback",
    "public.notes",
    "public.saved_answers",
    "public.shared_answers",
    "public.staff",
    "public.students",
    "public.teacher_answers",
    "public.usage_metrics",
    "public.video_analytics",
    "public.video_chunks",
    "public.video_progress",
    "public.videos",
    "public.webhook_endpoints",
    "public.whop_product_courses",
    "public.whop_products",
    "storage.buckets",
    "storage.objects",
    "supabase_migrations.schema_migrations",
}
OF_EARLIER_VERSIONS = {"private.search_windows"}


async def test_every_table_is_primary_or_derived(database: ADatabase) -> None:
    async with owner_connection(database.url) as connection:
        names = {table.full_name for table in await list_tables(connection)}
    assert names == PRIMARY | (DERIVED - OF_EARLIER_VERSIONS)
    assert not PRIMARY & DERIVED
