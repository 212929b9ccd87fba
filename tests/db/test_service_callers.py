"""Who may act without Row Level Security: a list, so that a new caller is a decision."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "chronos"

ALLOWED = {
    "operations.warm_up": "operations/warm.py",  # at start; it counts
    "evaluation.ingest": "evaluation/ingest.py",  # the operator's measurements, in a tenant of their own
    "evaluation.scratch": "evaluation/scratch_tenant.py",
    "jobs.rescue": "pipeline/worker.py",
    "jobs.remove_finished": "jobs/remove_finished.py",  # periodic jobs
    "analytics.roll_up": "analytics/roll_up.py",
    "analytics.count_courses": "analytics/count_courses.py",
    "analytics.recompute_courses": "analytics/count_courses.py",  # the operator's command
    "analytics.remove_old_facts": "analytics/remove_old_facts.py",
    "analytics.recompute": "analytics/recompute.py",  # the operator's command
    "chat.empty_bin": "chat/empty_bin.py",
    "courses.remove_playing_sessions": "courses/remove_playing_sessions.py",
    "notifications.lessons": "notifications/deliver.py",
    "notifications.remove_old": "notifications/deliver.py",
    "notifications.plan": "notifications/deliver.py",
    "notifications.claim": "notifications/deliver.py",
    "notifications.settle": "notifications/deliver.py",
    "notifications.list": "notifications/oversee.py",  # the operator's commands
    "notifications.retry": "notifications/oversee.py",
    "usage.remove_full_buckets": "usage/remove_full_buckets.py",
    "usage.sweep_holds": "usage/sweep_holds.py",
    "usage.charge_stored_bytes": "usage/charge_stored_bytes.py",
    "whop_courses.company": "whop_courses/import_course.py",  # the operator's command
    "whop_courses.course": "whop_courses/import_course.py",  # courses with their bookkeeping
    "whop_courses.lessons": "whop_courses/import_lesson.py",
    "whop_courses.complete": "whop_courses/complete_lessons.py",  # for the user of a verified token
    "whop.reconcile": "whop/reconcile.py",  # periodic jobs, of no person
    "whop.reconcile_team": "whop/reconcile_team.py",
    "whop.reconcile_deliveries": "whop/reconcile_deliveries.py",
    "whop.watch": "whop/watch.py",
    "whop.apply": "whop/apply_event.py",
    "whop.inbox": "whop/inbox.py",
    "whop.forget": "whop/inbox.py",
    "whop.connect": "whop/connect.py",
    "whop.settle": "whop/apply_membership.py",
    "usage.tiers": "usage/tiers.py",  # the operator's commands
    "usage.limits": "usage/creator_limits.py",
    "usage.show": "usage/show_usage.py",
    "members.add": "members/people.py",  # the operator's commands
    "members.list": "members/people.py",
    "members.staff": "members/staff.py",
    "members.audit": "members/audit_log.py",
    "members.record": "members/audit_log.py",
    "members.forget_records": "members/audit_log.py",  # a periodic job
    "members.change": "members/people.py",
    "members.erase": "members/erase_student.py",
    "members.find": "members/find_person.py",
    "members.resolve": "members/people.py",
    "members.make_first_link": "members/first_school.py",
    "members.make_sign_in_link": "members/sign_in_link.py",
    "members.mail_sign_in_link": "members/mail_link.py",  # after the request that asked for it was answered
    "members.mail_invitation": "members/mail_link.py",
    "members.sign_in_by_identity": "members/sign_in_by_identity.py",  # a provider has proved who they are
    "whop.enter_frame": "whop/enter_frame.py",  # Whop has proved who they are, and what they may do
    "members.list_sign_ins": "members/oversee_sign_ins.py",
    "members.end_sign_in": "members/oversee_sign_ins.py",
    "members.end_sign_ins": "members/oversee_sign_ins.py",
    "members.remove_expired_sign_ins": "members/oversee_sign_ins.py",
    "pipeline.pictures": "pipeline/pictures.py",
    "pipeline.captions": "pipeline/replace_transcript.py",
    "pipeline.continue": "pipeline/continue_videos.py",
    "pipeline.chunk": "pipeline/chunk.py",
    "pipeline.embed": "pipeline/embed.py",
    "pipeline.empty_bin": "pipeline/empty_bin.py",
    "pipeline.fail": "pipeline/tasks.py",
    "pipeline.index": "pipeline/index.py",
    "pipeline.import": "pipeline/import_stage.py",
    "pipeline.import_turn": "pipeline/import_turn.py",
    "pipeline.place": "pipeline/place.py",
    "pipeline.probe": "pipeline/probe.py",
    "pipeline.transcribe": "pipeline/transcribe.py",
    "pipeline.transcription_budget": "pipeline/transcription_budget.py",
    "storage.sweep": "storage/sweep.py",
    "storage.verify": "storage/verify.py",
}


def test_the_callers_of_as_service_are_the_listed_ones() -> None:
    found = {
        reason: str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        for reason in re.findall(r"as_service\(\"([\w.]+)\"\)", path.read_text())
    }
    assert found == ALLOWED


def test_every_caller_names_itself_plainly() -> None:
    for path in SOURCE.rglob("*.py"):
        calls = len(re.findall(r"\.as_service\(", path.read_text()))
        assert calls == len(re.findall(r"\.as_service\(\"[\w.]+\"\)", path.read_text())), path


def test_nothing_that_serves_a_request_calls_it() -> None:
    jobs_and_commands = ("storage/sweep.py", "storage/verify.py", "chat/empty_bin.py")
    faces = ("storage/__init__.py", "chat/__init__.py")  # they only export the functions
    functions = (
        r"\b(empty_bin|sweep_files|list_sweepable|verify_files|remove_full_buckets|sweep_holds|charge_stored_bytes)\b"
    )
    for room in ("web", "chat", "search", "videos", "storage"):
        for path in {*(SOURCE / room).rglob("*.py")} - {SOURCE / name for name in jobs_and_commands}:
            text = path.read_text()
            assert "as_service" not in text, path
            assert path in {SOURCE / name for name in faces} or not re.search(functions, text), path


def test_the_operators_functions_are_not_reached_from_the_web() -> None:
    operators = (
        "add_creator", "add_student", "list_creators", "list_students", "resolve_actor", "make_sign_in_link",
        "plan_any_erasure", "erase_any_student", "list_sign_ins_of", "end_any_sign_in", "end_sign_ins_of",
        "list_inbox", "replay_events", "replay_failed", "connect_company", "sell_tier",
        "remove_expired_sign_ins", "overseeing_staff", "list_any_records", "record_action", "forget_old_records",
    )  # fmt: skip
    for path in (SOURCE / "web").rglob("*.py"):
        assert not any(name in path.read_text() for name in operators), path
