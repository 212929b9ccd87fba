-- A demo world to look around in: a potter and a coffee roaster, whom they teach, and a month of traces.
--
-- `chronos db seed` runs this file, then cuts the transcripts into passages and embeds them. Run by the Supabase CLI
-- the videos wait at `processing`, and a worker or `chronos db seed` finishes them. Every id is fixed and begins with
-- 5eed; running it again changes nothing, as existing rows are never written. Days count back from the first
-- run. The videos are words only: there is no picture or sound to play.

insert into public.creators (id, name, email, subscription_tier, whop_company_id, settings, last_login_at) values
  ('5eed0000-0000-4000-8000-000000000101', 'Mara Lindqvist', 'mara@example.com', 'pro', 'biz_demo_pottery',
   '{"greeting": "Ask me about clay."}', now() - interval '2 hours'),
  ('5eed0000-0000-4000-8000-000000000102', 'Theo Okafor', 'theo@example.com', 'basic', 'biz_demo_coffee', '{}',
   now() - interval '3 days')
on conflict (id) do nothing;

-- Beside the creators, who are owners: one who edits, one who only reads, and one who has left.
insert into public.staff (id, creator_id, name, email, role, is_active) values
  ('5eed0000-0000-4000-8000-000000000151', '5eed0000-0000-4000-8000-000000000101', 'Edda Solberg', 'edda@example.com',
   'editor', true),
  ('5eed0000-0000-4000-8000-000000000152', '5eed0000-0000-4000-8000-000000000101', 'Viktor Blum', 'viktor@example.com',
   'viewer', true),
  ('5eed0000-0000-4000-8000-000000000153', '5eed0000-0000-4000-8000-000000000102', 'Rosa Quint', 'rosa@example.com',
   'editor', false)
on conflict (id) do nothing;

-- Noor learns from both: one person, two memberships. Ivo's and Lena's have ended.
insert into public.students (id, creator_id, name, email, whop_user_id, whop_membership_id, is_active, preferences) values
  ('5eed0000-0000-4000-8000-000000000201', '5eed0000-0000-4000-8000-000000000101', 'Noor Haddad', 'noor@example.com',
   'user_demo_noor', 'mem_demo_1', true, '{"captions": true}'),
  ('5eed0000-0000-4000-8000-000000000202', '5eed0000-0000-4000-8000-000000000101', 'Sam Whitfield', 'sam@example.com',
   'user_demo_sam', 'mem_demo_2', true, '{}'),
  ('5eed0000-0000-4000-8000-000000000203', '5eed0000-0000-4000-8000-000000000101', 'Priya Raman', 'priya@example.com',
   'user_demo_priya', 'mem_demo_3', true, '{}'),
  ('5eed0000-0000-4000-8000-000000000204', '5eed0000-0000-4000-8000-000000000101', 'Ivo Marek', 'ivo@example.com',
   'user_demo_ivo', 'mem_demo_4', false, '{}'),
  ('5eed0000-0000-4000-8000-000000000205', '5eed0000-0000-4000-8000-000000000102', 'Noor Haddad', 'noor@example.com',
   'user_demo_noor', 'mem_demo_5', true, '{}'),
  ('5eed0000-0000-4000-8000-000000000206', '5eed0000-0000-4000-8000-000000000102', 'Jonas Weil', 'jonas@example.com',
   'user_demo_jonas', 'mem_demo_6', true, '{}'),
  ('5eed0000-0000-4000-8000-000000000207', '5eed0000-0000-4000-8000-000000000102', 'Lena Brandt', 'lena@example.com',
   'user_demo_lena', 'mem_demo_7', false, '{}'),
  ('5eed0000-0000-4000-8000-000000000208', '5eed0000-0000-4000-8000-000000000101', 'Ana Sousa', 'ana@example.com',
   'user_demo_ana', 'mem_demo_8', true, '{}'),
  ('5eed0000-0000-4000-8000-000000000209', '5eed0000-0000-4000-8000-000000000101', 'Ben Okoye', 'ben@example.com',
   'user_demo_ben', 'mem_demo_9', true, '{}'),
  ('5eed0000-0000-4000-8000-000000000210', '5eed0000-0000-4000-8000-000000000101', 'Chloe Martin', 'chloe@example.com',
   'user_demo_chloe', 'mem_demo_10', true, '{}')
on conflict (id) do nothing;

-- Videos -------------------------------------------------------------------------------------------------------------

insert into public.videos (id, creator_id, title, description, transcript_language, is_published, created_at)
select video.id::uuid, c.id, video.title, video.description, 'en', video.is_published, c.created_at - interval '35 days'
  from (values
    ('5eed0000-0000-4000-8000-000000000301', '101', 'Centring clay', 'The first ten minutes at the wheel.', true),
    ('5eed0000-0000-4000-8000-000000000302', '101', 'Drying without cracks', 'From wet to bone dry.', true),
    ('5eed0000-0000-4000-8000-000000000303', '101', 'Glazing a bowl', 'Thickness, drips and the foot ring.', true),
    ('5eed0000-0000-4000-8000-000000000304', '101', 'Handles that stay on', 'A draft: only Mara sees it.', false),
    ('5eed0000-0000-4000-8000-000000000305', '101', 'Loading the kiln', 'Its file was cut off on the way.', true),
    ('5eed0000-0000-4000-8000-000000000306', '102', 'Grind size and taste', 'Sour, bitter and in between.', true),
    ('5eed0000-0000-4000-8000-000000000307', '102', 'Water for coffee', 'Hardness, heat and filters.', true),
    ('5eed0000-0000-4000-8000-000000000308', '102', 'Milk that pours', 'Steam, texture, pitcher.', true)
  ) as video (id, creator, title, description, is_published)
  join public.creators c on c.id::text like '5eed0000-%' and right(c.id::text, 3) = video.creator
on conflict (id) do nothing;

-- What is said. A word lasts as long as its letters; sentences and commas are followed by a pause.
with said (video_id, text) as (values
  ('5eed0000-0000-4000-8000-000000000301', '
    Welcome to the wheel. Before anything else the clay has to run true, and that is what centring means. Wedge the
    clay until it has no air in it, then slap it down in the middle of a dry wheel head. Wet your hands, not the clay.
    Brace your left elbow on your hip, because an arm that floats will follow every wobble. Push towards the middle
    with the heel of the left hand while the right hand presses from above. Let the wheel spin fast at first. When the
    lump stops nudging your palm, it is centred. If it wobbles again after you let go, you took your hands away too
    quickly. Release over one full turn of the wheel. Cone the clay up and press it down three times, and the
    particles line up, so the walls will rise evenly later.'),
  ('5eed0000-0000-4000-8000-000000000302', '
    Most cracks are born while a pot dries, not in the kiln. Clay shrinks as water leaves it, and a thin rim dries
    long before a thick floor. The rim pulls, the floor resists, and something has to give. So slow the rim down. Lay
    a strip of plastic over the edge for the first day and leave the rest open to the air. Turn the pot upside down
    as soon as the rim can carry it, because then the floor dries from both sides. Compress the floor with a wooden
    rib while you throw, since loose clay in the middle is what opens into an S shaped crack. Never dry a pot in the
    sun or beside a heater. When it no longer feels cold against your cheek, it is bone dry and safe to fire.'),
  ('5eed0000-0000-4000-8000-000000000303', '
    A glaze is glass that has not melted yet. Stir the bucket to the very bottom, because the heavy part settles
    within minutes. Wipe the bowl with a damp sponge first, as dust makes the glaze crawl away in the fire. Pour the
    inside, count to three, and pour it out with one turn of the wrist. Then dip the outside for the same three
    seconds. A good coat is about as thick as a postcard. Scratch it with a pin to check. Where two coats overlap the
    glaze will run, so keep the overlap away from the foot. Wipe the foot ring clean to a finger above the shelf.
    Glaze that touches the shelf will glue your bowl to it for good.'),
  ('5eed0000-0000-4000-8000-000000000304', '
    A handle falls off for one reason: it was wetter than the cup. Pull the handle first and let it stiffen until it
    keeps its curve. Score both sides deeply, brush on slip, and push until the slip squeezes out. Wrap the cup for a
    night so that both parts reach the same dampness.'),
  ('5eed0000-0000-4000-8000-000000000306', '
    If your coffee tastes sour, the water ran through too fast and took only the acids. Grind finer. If it tastes
    bitter and dry, the water stayed too long and pulled out what you did not want. Grind coarser. Change one thing
    at a time, and change the grind before anything else. A blade grinder gives you dust and boulders in the same
    cup, so you taste sour and bitter together. A burr grinder cuts every particle to nearly the same size. For a
    pour over, aim for something like coarse sand and a total time of three minutes. For espresso, powdered sugar and
    twenty eight seconds. Write the setting down, because beans from another bag will want another one.'),
  ('5eed0000-0000-4000-8000-000000000307', '
    Coffee is almost all water, so the water decides. Very hard water tastes chalky and flat, and it fills your
    kettle with scale. Very soft water tastes sharp, because nothing in it balances the acids. A simple jug filter
    brings most tap water into a good range. Never use distilled water alone. Heat matters as much as hardness. For
    a light roast go almost to the boil, about ninety six degrees. For a dark roast let the kettle rest for a minute,
    or the cup turns ashy. Preheat the brewer, since a cold one steals five degrees before the first drop.'),
  ('5eed0000-0000-4000-8000-000000000308', '
    Start with cold milk and a cold pitcher, as that buys you time. Keep the tip of the steam wand just under the
    surface until the milk has grown by a third. You should hear paper tearing, not screaming. Then sink the tip and
    let the milk roll until the pitcher is too hot to hold. Above sixty five degrees the milk loses its sweetness.
    Tap the pitcher once to break the large bubbles and swirl it until it shines like wet paint. Pour from high to go
    under the foam, and from low to draw on top of it.')
),
words as (
  select said.video_id::uuid, spoken.word, spoken.place, 0.15 + 0.06 * length(spoken.word) as lasts,
         case when spoken.word ~ '[.?!]$' then 0.6 when spoken.word ~ '[,:]$' then 0.25 else 0.04 end as pause
    from said
   cross join lateral unnest(regexp_split_to_array(btrim(said.text, E' \n'), '\s+')) with ordinality
      as spoken (word, place)
),
timed as (
  select *, round(0.8 + sum(lasts + pause) over (partition by video_id order by place) - lasts - pause, 2) as starts
    from words
)
insert into private.transcript_windows (video_id, start_seconds, end_seconds, words, word_starts, word_ends)
select video_id, 0, ceil(max(starts + lasts)), array_agg(word order by place), array_agg(starts order by place),
       array_agg(round(starts + lasts, 2) order by place)
  from timed
 group by video_id
on conflict (video_id, start_seconds) do nothing;

-- Every step of their way, as a trigger checks and logs it.
update public.videos set status = 'uploading' where id::text like '5eed0000-%' and status = 'pending';
update public.videos
   set status = 'failed',
       error_message = 'The file ends in the middle: upload it again.'
 where id = '5eed0000-0000-4000-8000-000000000305' and status = 'uploading';
update public.videos v
   set status = 'transcribing', duration_seconds = w.end_seconds
  from private.transcript_windows w
 where v.id::text like '5eed0000-%' and v.status = 'uploading' and w.video_id = v.id;
update public.videos v
   set status = 'processing', transcript = array_to_string(w.words, ' ')
  from private.transcript_windows w
 where v.id::text like '5eed0000-%' and v.status = 'transcribing' and w.video_id = v.id;

-- The job goes into the queue, if there is one yet: `chronos db push` makes it.
do $$
declare
  waiting uuid;
begin
  if to_regclass('jobs.procrastinate_jobs') is not null then
    perform set_config('role', 'service_role', true);
    for waiting in select id from public.videos where id::text like '5eed0000-%' and status = 'processing' loop
      perform private.enqueue_stage(waiting, 'chunk');
    end loop;
    perform set_config('role', 'none', true);
  end if;
end
$$;

-- Courses ------------------------------------------------------------------------------------------------------------

insert into public.courses (id, creator_id, title, description, is_published, display_order, published_at)
select course.id::uuid, c.id, course.title, course.description, course.is_published, course.place,
       case when course.is_published then c.created_at - interval '34 days' end
  from (values
    ('5eed0000-0000-4000-8000-000000000401', '101', 'Your first bowl', 'From a lump to the glaze.', true, 1),
    ('5eed0000-0000-4000-8000-000000000402', '101', 'Cups and mugs', 'Not published yet.', false, 2),
    ('5eed0000-0000-4000-8000-000000000403', '102', 'Better coffee at home', 'Three levers, one cup.', true, 1)
  ) as course (id, creator, title, description, is_published, place)
  join public.creators c on c.id::text like '5eed0000-%' and right(c.id::text, 3) = course.creator
on conflict (id) do nothing;

insert into public.course_modules (id, course_id, title, display_order, video_ids) values
  ('5eed0000-0000-4000-8000-000000000501', '5eed0000-0000-4000-8000-000000000401', 'At the wheel', 1,
   '{5eed0000-0000-4000-8000-000000000301,5eed0000-0000-4000-8000-000000000302}'),
  ('5eed0000-0000-4000-8000-000000000502', '5eed0000-0000-4000-8000-000000000401', 'Into the fire', 2,
   '{5eed0000-0000-4000-8000-000000000303,5eed0000-0000-4000-8000-000000000305}'),
  ('5eed0000-0000-4000-8000-000000000503', '5eed0000-0000-4000-8000-000000000402', 'Handles', 1,
   '{5eed0000-0000-4000-8000-000000000304}'),
  ('5eed0000-0000-4000-8000-000000000504', '5eed0000-0000-4000-8000-000000000403', 'Taste', 1,
   '{5eed0000-0000-4000-8000-000000000306,5eed0000-0000-4000-8000-000000000307}'),
  ('5eed0000-0000-4000-8000-000000000505', '5eed0000-0000-4000-8000-000000000403', 'Milk', 2,
   '{5eed0000-0000-4000-8000-000000000308}')
on conflict (id) do nothing;

-- Questions and answers: an answer quotes one sentence, and its times are those of the sentence's words. -------------

insert into public.chat_sessions (id, student_id, creator_id, title, created_at)
select chat.id::uuid, s.id, s.creator_id, chat.title, s.created_at - make_interval(days => chat.days)
  from (values
    ('5eed0000-0000-4000-8000-000000000601', '201', 'Cracks and drips', 6),
    ('5eed0000-0000-4000-8000-000000000602', '202', 'My clay wobbles', 3),
    ('5eed0000-0000-4000-8000-000000000603', '205', 'Sour coffee', 1)
  ) as chat (id, student, title, days)
  join public.students s on s.id::text like '5eed0000-%' and right(s.id::text, 3) = chat.student
on conflict (id) do nothing;

with asked (place, session, question, video, sentence) as (values
  (1, '601', 'Why does the bottom of my bowl crack?', '302',
   'Compress the floor with a wooden rib while you throw, since loose clay in the middle is what opens into an S shaped crack.'),
  (2, '601', 'How thick should the glaze be?', '303', 'A good coat is about as thick as a postcard.'),
  (3, '601', 'Which kiln should I buy?', null, null),
  (4, '602', 'How do I know that the clay is centred?', '301',
   'When the lump stops nudging your palm, it is centred.'),
  (5, '603', 'My coffee is sour. What do I change?', '306',
   'If your coffee tastes sour, the water ran through too fast and took only the acids.')
),
placed as (
  select asked.*, v.id as video_id, v.title, w.word_starts, w.word_ends,
         regexp_count(left(v.transcript, strpos(v.transcript, asked.sentence) - 1), ' ') + 1 as first_word,
         regexp_count(left(v.transcript, strpos(v.transcript, asked.sentence) - 1), ' ')
           + regexp_count(asked.sentence, ' ') + 1 as last_word
    from asked
    left join public.videos v on v.id::text like '5eed0000-%' and right(v.id::text, 3) = asked.video
    left join private.transcript_windows w on w.video_id = v.id
),
sides as (
  select placed.place, placed.session, 'user'::public.message_role as role, placed.question as content,
         '[]'::jsonb as video_references, null as model, null::integer as response_ms, '{}'::jsonb as metadata
    from placed
  union all
  select placed.place, placed.session, 'assistant',
         case when video_id is null then 'This is not covered in this course.' else format('“%s” [1]', sentence) end,
         case when video_id is null then '[]' else jsonb_build_array(jsonb_build_object(
           'video_id', video_id, 'title', title, 'start_seconds', word_starts[first_word],
           'end_seconds', word_ends[last_word], 'play_seconds', word_starts[first_word], 'text', sentence)) end,
         'extractive', 180 + 37 * placed.place, jsonb_build_object('covered', video_id is not null)
    from placed
)
insert into public.chat_messages (id, session_id, role, content, video_references, model, response_ms, metadata, created_at)
select ('5eed0000-0000-4000-8000-00000000' || case role when 'user' then '07' else '08' end || lpad(place::text, 2, '0'))::uuid,
       s.id, role, content, video_references, model, response_ms, sides.metadata,
       s.created_at + make_interval(mins => 2 * place, secs => case role when 'user' then 0 else 1 end)
  from sides
  join public.chat_sessions s on s.id::text like '5eed0000-%' and right(s.id::text, 3) = sides.session
 order by place, role
on conflict (id) do nothing;

-- Thirty days of what students did, from which days are counted: the same on every machine. --------------------------

with watched as (
  select s.id as student_id, s.creator_id, v.id as video_id, (v.duration_seconds * 1000)::integer as length_ms, day,
         c.created_at - make_interval(days => day) as occurred_at, drawn.chance, 50 + drawn.chance % 51 as percent
    from public.students s
    join public.creators c on c.id = s.creator_id
    join public.videos v on v.creator_id = s.creator_id and v.is_published and v.status <> 'failed'
   cross join generate_series(0, 29) as day
   cross join lateral (
     select ('x' || substr(md5(s.id::text || v.id || day), 1, 6))::bit(24)::integer as chance
   ) as drawn
   where s.id::text like '5eed0000-%' and s.is_active
     and not exists (select from private.facts f where f.student_id = s.id)
), noted as (
  insert into public.video_progress as p (
    student_id, video_id, creator_id, heard, played_ms, resume_seconds, completed_at, started_at, last_watched_at
  )
  select student_id, video_id, creator_id,
         int4multirange(int4range(0, max(length_ms / 100 * percent))), sum(length_ms / 100 * percent),
         max(length_ms / 100 * percent) / 1000.0, min(occurred_at) filter (where percent >= 90), min(occurred_at),
         max(occurred_at)
    from watched
   where chance % 5 = 0
   group by student_id, video_id, creator_id
  on conflict (student_id, creator_id, video_id) do nothing
)
insert into private.facts (occurred_at, creator_id, student_id, kind, video_id, played_ms, at_seconds)
select occurred_at, creator_id, student_id, kind, case when is_of_video then video_id end,
       case when kind = 'watch' then length_ms / 100 * percent else 0 end, case when is_of_video then 0 end
  from watched
 cross join lateral (
   values ('play', true, chance % 5 = 0), ('watch', true, chance % 5 = 0), ('complete', true, chance % 5 = 0 and percent >= 90),
          ('search', false, chance % 7 = 0), ('question', false, chance % 9 = 0), ('refusal', false, chance % 45 = 0),
          ('answer', false, chance % 9 = 0 and chance % 45 <> 0), ('citation', true, chance % 9 = 0 and chance % 45 <> 0)
 ) as fact (kind, is_of_video, is_done)
 where is_done;

select private.roll_up(f.creator_id, private.day_of(f.occurred_at, f.creator_id))
  from private.facts f
 where f.student_id::text like '5eed0000-%'
   and not exists (
     select from private.creator_days d
      where d.creator_id = f.creator_id and d.date = private.day_of(f.occurred_at, f.creator_id)
   )
 group by f.creator_id, private.day_of(f.occurred_at, f.creator_id);
