"""No caller runs code as a function's owner by shadowing what the function names with temporary objects."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import tuple_row

from chronos.db import embedded
from chronos.model import Actor
from tests.conftest import ADatabase, create_database, drop_database
from tests.policies.conftest import TEMPLATE
from tests.policies.function_grants import DEFINERS, EXECUTE
from tests.policies.shadows import RAN_AS_OWNER, shadows, spy
from tests.policies.world import LINK, World

ROLES = ("authenticated", "anon", "chronos_assistant", "chronos_public")

# Every SECURITY DEFINER function, called by every role. `%(video)s` is one of the creator's own.
CALLS: dict[str, LiteralString] = {
    "begin_sign_in_attempt(bytea,bytea,text,text,text)": "private.begin_sign_in_attempt(pg_catalog.sha256('s'), "
    "pg_catalog.sha256('b'), 'openid', '/', '192.0.2.1')",
    "enter_from_whop(text,text,boolean,boolean,text,bytea,text)": "private.enter_from_whop('biz_1', 'user_1', "
    "true, true, 'Ada', pg_catalog.sha256('w'), 'Firefox')",
    "acting_embed()": "private.acting_embed()",
    "embedded_videos()": "private.embedded_videos()",
    "find_embed(uuid,uuid,uuid)": "private.find_embed(null, %(video)s, null)",
    "show_invite_link(bytea)": "private.show_invite_link(%(link)s)",
    "ask_to_join(bytea,bytea,text,text,text)": "private.ask_to_join(%(link)s, pg_catalog.sha256('n'), 'Sam', "
    "'a@example.com', '192.0.2.1')",
    "opens_first_school(bytea)": "private.opens_first_school(%(link)s)",
    "begin_first_school(bytea,bytea,text,text,text,text)": "private.begin_first_school(%(link)s, "
    "pg_catalog.sha256('o'), 'North', 'Ada', 'ada@example.com', 'B')",
    "join_by_name(bytea,bytea,text,text,text)": "private.join_by_name(%(link)s, pg_catalog.sha256('o'), 'Sam', "
    "'Firefox', '192.0.2.1')",
    "join_signed_in(bytea,bytea)": "private.join_signed_in(%(link)s, %(sign_in)s)",
    "end_proved_sign_ins(uuid)": "private.end_proved_sign_ins(%(creator)s)",
    "make_invitation(bytea,uuid)": "private.make_invitation(pg_catalog.sha256('m'), %(creator)s)",
    "add_student(text,text)": "private.add_student('Sam', null)",
    "import_students(text[],text[],uuid[])": "private.import_students(array['Sam'], array['sam@example.com'], "
    "array[null]::pg_catalog.uuid[])",
    "let_student_in(uuid,boolean)": "private.let_student_in(%(creator)s, true)",
    "may_ask_for_mail(text,text)": "private.may_ask_for_mail('a@example.com', '192.0.2.1')",
    "people_of(text,text,text)": "private.people_of('a@example.com', 'whop', 'user_1')",
    "schools_of_sign_in(bytea)": "private.schools_of_sign_in(%(sign_in)s)",
    "sign_in_by_identity(bytea,text,text,text,text)": "private.sign_in_by_identity(pg_catalog.sha256('i'), 'Firefox', "
    "'a@example.com', 'https://accounts.example', 'subject')",
    "switch_school(bytea,uuid)": "private.switch_school(%(sign_in)s, %(creator)s)",
    "take_door_token(text,text)": "private.take_door_token('mail_network', '192.0.2.1')",
    "take_sign_in_attempt(bytea,bytea,text)": "private.take_sign_in_attempt(pg_catalog.sha256('s'), "
    "pg_catalog.sha256('b'), 'openid')",
    "leave_staff()": "private.leave_staff()",
    "forget_audit(integer)": "private.forget_audit(1)",
    "own_readings(bigint,integer)": "private.own_readings(null, 1)",
    "often_asked(uuid[])": "private.often_asked(array[%(creator)s::pg_catalog.uuid])",
    "own_saved_answers()": "private.own_saved_answers()",
    "read_shared_answer(bytea)": "private.read_shared_answer('token')",
    "remove_saved_answer(uuid)": "private.remove_saved_answer(%(creator)s)",
    "tell_teacher(uuid)": "private.tell_teacher(%(message)s)",
    "told_questions(uuid)": "private.told_questions(%(creator)s)",
    "record_reading(uuid)": "private.record_reading(%(message)s)",
    "acting_staff()": "private.acting_staff()",
    "acting_student()": "private.acting_student()",
    "acting_tenant()": "private.acting_tenant()",
    "school_brand()": "private.school_brand()",
    "asking_library()": "private.asking_library()",
    "asking_student()": "private.asking_student()",
    "drop_thumbnail(text)": "private.drop_thumbnail(%(thumbnail)s)",
    "drop_video_jobs(uuid)": "private.drop_video_jobs(%(video)s)",
    "end_sign_in(bytea)": "private.end_sign_in(pg_catalog.sha256('a'))",
    "enqueue_stage(uuid,text)": "private.enqueue_stage(%(video)s, 'probe')",
    "import_video(uuid,text,text,text,integer,boolean)": "private.import_video(%(video)s, 'http://e.org/a', null, "
    "null, null, false)",
    "public_object(text,text)": "private.public_object('thumbnails', %(thumbnail)s)",
    "resume_sign_in(bytea)": "private.resume_sign_in(%(sign_in)s)",
    "retry_video(uuid)": "private.retry_video(%(video)s)",
    "show_sign_in_link(bytea)": "private.show_sign_in_link(%(link)s)",
    "sign_in_by_link(bytea,bytea,text)": "private.sign_in_by_link(%(link)s, pg_catalog.sha256('b'), 'Firefox')",
    "sign_in_by_token(bytea,text)": "private.sign_in_by_token(pg_catalog.sha256('a'), pg_catalog.left("
    "pg_catalog.set_config('request.jwt.claims', (pg_catalog.current_setting('request.jwt.claims')::pg_catalog.jsonb "
    """|| '{"exp": 4000000000}')::pg_catalog.text, true), 9))""",
    "asked_period(date,date)": "private.asked_period(null, null)",
    "video_viewers(uuid[],timestamp with time zone,timestamp with time zone,date,date)": "private.video_viewers('{}', "
    "'-infinity', 'infinity', '2025-01-01', '2025-01-01')",
    "chosen_language_model()": "private.chosen_language_model()",
    "completion_share(uuid)": "private.completion_share(%(creator)s)",
    "course_progress()": "private.course_progress()",
    "give_all_courses(uuid)": "private.give_all_courses(%(creator)s)",
    "learning_rules()": "private.learning_rules()",
    "limit_student(uuid)": "private.limit_student(%(creator)s)",
    "locked_videos()": "private.locked_videos()",
    "mark_done(uuid,boolean)": "private.mark_done(%(video)s, true)",
    "may_mark_done(uuid)": "private.may_mark_done(%(creator)s)",
    "module_access()": "private.module_access()",
    "open_videos()": "private.open_videos()",
    "record_beat(uuid,uuid,integer,jsonb,double precision)": "private.record_beat(%(video)s, %(video)s, 1, "
    "'[[0, 1, 1]]', 1)",
    "keep_question(uuid,boolean,jsonb,double precision[],text)": "private.keep_question(%(message)s, true, null, "
    "array[1.0], 'a')",
    "open_citation(uuid,integer)": "private.open_citation(%(message)s, 1)",
    "record_answer(boolean,jsonb,uuid)": "private.record_answer(true, "
    "pg_catalog.jsonb_build_array(pg_catalog.jsonb_build_object('video_id', %(video)s::pg_catalog.text)))",
    "record_request(text,uuid)": "private.record_request('question', %(message)s)",
    "receive_whop_event(text,timestamp with time zone,bytea)": "private.receive_whop_event(pg_catalog.gen_random_uuid()"
    "::pg_catalog.text, pg_catalog.now(), 'a')",
    "erase_student(uuid)": "private.erase_student((select s.id from public.students s limit 1))",
    "may_erase(uuid)": "private.may_erase(%(video)s)",
    "own_rows()": "private.own_rows()",
    "plan_erasure(uuid)": "private.plan_erasure((select s.id from public.students s limit 1))",
    "student_rows(uuid)": "private.student_rows(%(video)s)",
    "sees_library()": "private.sees_library()",
    "storage_allowance()": "private.storage_allowance()",
    "visible_courses()": "private.visible_courses()",
    "watched_video(uuid)": "private.watched_video(%(video)s)",
    "limits_of(uuid)": "private.limits_of(%(creator)s)",
    "own_answers(uuid)": "private.own_answers(null)",
    "own_usage()": "private.own_usage()",
    "reserve(uuid,uuid,text,numeric,interval)": "private.reserve(%(creator)s, %(video)s, 'questions', 1, '1 hour')",
    "reserve_answer(uuid,numeric)": "private.reserve_answer(%(video)s, 1)",
    "settle(uuid,uuid,jsonb,boolean)": 'private.settle(%(creator)s, %(video)s, \'[{"kind": "questions", '
    '"quantity": 1, "cost_usd": 1, "idempotency_key": "one"}]\', true)',
    "settle_answer(uuid,jsonb)": "private.settle_answer(%(video)s, '[]')",
    "storage_left(uuid)": "private.storage_left(%(creator)s)",
    "time_zone(uuid)": "private.time_zone(%(creator)s)",
    "transcription_speed(text)": "private.transcription_speed('whisper:base')",
    "usage_of(uuid)": "private.usage_of(%(creator)s)",
    "usage_of_answer(uuid)": "private.usage_of_answer(%(message)s)",
    "take_rate_token(text)": "private.take_rate_token('ask')",
    "usable_vector_index()": "private.usable_vector_index()",
    "choose(jsonb)": """private.choose('[{"kind": "video.ready", "channel": "email", "mode": "now"}]')""",
    "notified_person()": "private.notified_person()",
    "own_choices()": "private.own_choices()",
    "own_notifications(timestamp with time zone,integer)": "private.own_notifications(null, 5)",
    "show_unsubscribe(text)": "private.show_unsubscribe('a')",
    "unsubscribe(text,text)": "private.unsubscribe('a', null)",
}
# Statements that fire every SECURITY DEFINER trigger function which a user's statement can reach.
WRITES: dict[str, LiteralString] = {
    "stamp_audit": "select private.record_reading(s.id) from public.chat_sessions s",
    "audit_staff": "update public.staff set role = 'editor' where id <> creator_id and is_active",
    "audit_invite_link": "insert into private.invite_links (creator_id, secret_hash, max_uses, expires_at) values "
    "(%(creator)s, pg_catalog.sha256('v'), 1, pg_catalog.now())",
    "check_embed_sites, audit_embed": "insert into public.embed_sites (creator_id, origin) values "
    "(%(creator)s, 'https://shadow.example')",
    "audit_sign_in": "delete from private.sign_ins",
    "check_endpoints": "insert into public.webhook_endpoints (creator_id, url, kinds, secret) values "
    "(%(creator)s, 'https://e.org/', '{video.ready}', 'whsec_' || pg_catalog.repeat('a', 40))",
    "audit_brand": "update public.creators set accent = '#123456'",
    "add_first_owner": "update public.creators set name = 'Mine'",
    "keep_staff": "update public.staff set role = role",
    "end_staff_sign_ins": "update public.staff set is_active = false where role <> 'owner'",
    "forget_staff_proofs": "update public.staff set email = pg_catalog.concat(id, '@e.org')",
    "check_video_step, log_video_step, check_added": "insert into public.videos (creator_id, title) "
    "values (%(creator)s, 'New')",
    "note_video": "insert into public.videos (creator_id, title, duration_seconds) values (%(creator)s, 'New', 1)",
    "check_returned, return_to_modules": "update public.videos set deleted_at = null",
    "spread_video_visibility, count_library_change": "update public.videos set is_published = false",
    "keep_given_title": "update public.videos set title = 'Mine'",
    "count_library_change, forget_videos, forget_news_of_videos": "delete from public.videos",
    "count_erased_students, remove_buckets, note_course_change": "select private.erase_student(s.id) "
    "from public.students s",
    "check_length_of_video": "update public.videos set duration_seconds = 1",
    "check_within_video": "update public.video_chunks set end_seconds = 1",
    "check_citations_within_video": "insert into public.chat_messages (session_id, role, content, video_references) "
    """select s.id, 'user', 'Why?', '[{"video_id": "", "start_seconds": 1}]' from public.chat_sessions s""",
    "check_module, count_course_change, forget_course_counts": "update public.course_modules set video_ids = video_ids",
    "count_course_change": "update public.courses set title = 'Mine'",
    "limit_to_courses": "insert into public.course_enrolments (course_id, student_id, creator_id) "
    "select c.id, s.id, c.creator_id from public.courses c join public.students s using (creator_id) limit 1",
    "queue_whop_completion": "update public.video_progress set completed_at = now()",
    "settle_with_student": "update public.students set whop_user_id = 'user_1'",
    "forget_whop_person": "select private.erase_student(s.id) from public.students s",
    "forget_whop_company": "delete from public.creators",
    "follow_whop_ids": "update public.creators set whop_company_id = 'biz_1'",
    "settle_product": "update public.whop_products set gives = 'nothing'",
    "settle_tier_product": "update private.whop_tiers set tier = 'basic'",
    "check_note": "update public.notes set at_seconds = at_seconds",
    "leave_modules, keep_modules": "update public.videos set deleted_at = pg_catalog.now()",
    "check_citations_within_video, touch_session": "insert into public.chat_messages (session_id, role, content) "
    "select s.id, 'assistant', 'Because.' from public.chat_sessions s",
    "touch_session": "insert into public.chat_messages (session_id, role, content) "
    "select s.id, 'user', 'Why?' from public.chat_sessions s",
}
# Every function of the platform's that the shim makes and a user's role may call; it runs as its caller.
PLATFORM: dict[str, LiteralString] = {
    "auth.email()": "auth.email()",
    "auth.jwt()": "auth.jwt()",
    "auth.role()": "auth.role()",
    "auth.uid()": "auth.uid()",
    "storage.extension(text)": "storage.extension('a/b.mp4')",
    "storage.filename(text)": "storage.filename('a/b.mp4')",
    "storage.foldername(text)": "storage.foldername('a/b.mp4')",
}
# PostgreSQL looks for types and relations in pg_temp, for functions and operators only where they are named with it.
CARELESS: LiteralString = """
create function public.careless(kind text) returns void language plpgsql security definer as $$
begin
  case kind
    when 'type' then perform '00000000-0000-0000-0000-000000000000'::uuid;
    when 'relation' then perform from creators;
    when 'function' then perform pg_temp.now();
    when 'operator' then perform 1 operator(pg_temp.=) 1;
    when 'cast' then perform 'own'::pg_temp.own::pg_catalog.text;
  end case;
end
$$;
alter function public.careless(text) owner to postgres;
grant execute on function public.careless(text) to public;
grant usage on schema public to public;
"""
# Fired by what the service, or a function of the list above, writes.
ONLY_BY_THE_SERVICE = {
    "set_chunk_visibility", "audit_plan", "audit_sign_in_link", "tell_of_question", "tell_of_quota", "tell_of_video",
}  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """A session of the login role, in one role, with shadows of everything that functions name."""

    role: str
    session: psycopg.Connection[Any]

    def act(self, actor: Actor) -> None:
        claims = json.dumps(dict(actor.claims))
        self.session.execute("select pg_catalog.set_config('request.jwt.claims', %s, true)", [claims])

    def run(self, statement: LiteralString, values: dict[str, Any]) -> str:
        """Run it, and undo it; return how it was refused. The spy's error is no refusal."""
        try:
            with self.session.transaction(force_rollback=True):
                self.session.execute(statement, values)
        except psycopg.errors.InsufficientPrivilege as error:
            return str(error)
        return ""


@pytest.fixture(scope="module")
def attacked(server: embedded.EmbeddedServer, world: World) -> Iterator[ADatabase]:
    """The small world with a link that is still good, and a sign-in of long ago, whose functions have more to do."""
    made = create_database(server, "attacked", TEMPLATE)
    with psycopg.connect(made.superuser_url) as connection:
        connection.execute(
            "update private.invite_links set expires_at = now() + interval '1 day'; "
            "update private.sign_in_links set created_at = now(), expires_at = now() + interval '1 hour'; "
            "update private.sign_ins set last_seen_at = now() - interval '1 hour', "
            "expires_at = now() + interval '1 hour', ends_at = now() + interval '1 day'; "
            # One that comes out of the bin.
            "update public.videos set deleted_at = now() where id in "
            "(select v.id from public.videos v where v.is_published order by v.id desc limit 1)"
        )
        connection.execute(CARELESS)
        # The privilege is revoked where it can be: the search paths have to hold without that.
        connection.execute(f"grant temporary on database {made.name} to public".encode())
    yield made
    drop_database(server, made.name)


@pytest.fixture(scope="module")
def made(attacked: ADatabase) -> list[str]:
    """Statements that make the shadows."""
    with psycopg.connect(attacked.superuser_url, row_factory=tuple_row) as connection:
        return shadows(connection)


@pytest.fixture(scope="module", params=ROLES)
def attack(request: pytest.FixtureRequest, attacked: ADatabase, made: list[str]) -> Iterator[Attack]:
    """A new session, in which no function has been compiled yet."""
    with psycopg.connect(attacked.login_url) as session:
        session.execute(sql.SQL("set local role {}").format(sql.Identifier(request.param)))
        session.execute("set local search_path = pg_catalog")
        session.execute(";".join([spy(request.param), *made]).encode())
        session.execute("set local search_path = pg_temp, pg_catalog, public")
        yield Attack(request.param, session)
        session.rollback()


def _values(world: World) -> dict[str, Any]:
    draft = next(key for key, name in world.names["public.videos"].items() if name == "draft")
    creator = str(world.actors["creator"].creator_id)
    sign_in = hashlib.sha256(creator.encode()).digest()
    message = next(key for key, name in world.names["public.chat_messages"].items() if name == "sams")
    return {
        "video": draft,
        "creator": creator,
        "thumbnail": f"{creator}/none.png",
        "link": LINK,
        "sign_in": sign_in,
        "message": message,
    }


@pytest.mark.parametrize("actor", ["creator", "student"])
@pytest.mark.parametrize("function", CALLS)
def test_a_call_runs_none_of_the_callers_objects(attack: Attack, world: World, function: str, actor: str) -> None:
    attack.act(world.actors[actor])
    refused = attack.run(f"select {CALLS[function]}", _values(world))
    if attack.role in EXECUTE.get(f"private.{function}", "").split():
        assert "permission denied for" not in refused
    else:
        assert "permission denied for" in refused


@pytest.mark.parametrize("functions", WRITES)
def test_a_write_runs_none_of_the_callers_objects(attack: Attack, world: World, functions: str) -> None:
    attack.act(world.actors["student" if "chat_messages" in WRITES[functions] else "creator"])
    attack.run(WRITES[functions], _values(world))


@pytest.mark.parametrize("kind", ["type", "relation", "function", "operator", "cast"])
def test_a_careless_function_is_seen(attack: Attack, kind: str) -> None:
    with pytest.raises(psycopg.errors.InternalError, match=f"{RAN_AS_OWNER} postgres"):
        attack.run("select public.careless(%(kind)s)", {"kind": kind})


def test_every_security_definer_function_is_tried() -> None:
    tried = {name for names in WRITES for name in names.split(", ")} | ONLY_BY_THE_SERVICE
    assert {f"private.{name}" for name in CALLS} | {f"private.{name}()" for name in tried} == DEFINERS


def test_no_caller_makes_a_cast_between_types_of_others(attack: Attack) -> None:
    for types in ("pg_catalog.text as pg_catalog.uuid", "public.video_status as pg_catalog.text"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="must be owner of type"):  # noqa: SIM117
            with attack.session.transaction(force_rollback=True):
                attack.session.execute(f"create cast ({types}) with inout as implicit".encode())


def test_the_casts_of_an_argument_run_as_its_caller(attack: Attack, world: World) -> None:
    attack.act(world.actors["creator"])
    for call in ("take_rate_token('own'::pg_temp.own)", "retry_video('own'::pg_temp.own)"):
        attack.run(f"select private.{call}", {})


@pytest.mark.parametrize("function", PLATFORM)
def test_a_platform_function_runs_none_of_the_callers_objects(attack: Attack, world: World, function: str) -> None:
    attack.act(world.actors["student"])
    attack.run("select pg_catalog.set_config('spy.on', 'yes', true), " + PLATFORM[function], {})


def test_the_names_in_every_platform_function_are_fixed(shared_world_database: ADatabase) -> None:
    with psycopg.connect(shared_world_database.url) as connection:
        connection.execute("set search_path = pg_catalog")
        found = connection.execute(
            "select p.oid::regprocedure::text, p.prorettype = 'trigger'::regtype, "
            # The names in a body of standard SQL were resolved when the function was made.
            "case when p.prosqlbody is null then p.proconfig else array['search_path=pg_catalog, pg_temp'] end "
            "from pg_catalog.pg_proc p where p.pronamespace::regnamespace::text in ('auth', 'storage')"
        ).fetchall()
    assert {name for name, is_trigger, _ in found if not is_trigger} == set(PLATFORM)
    assert {name: settings for name, _, settings in found if settings != ["search_path=pg_catalog, pg_temp"]} == {}
