"""What courses open: in random schools every path to a video shows exactly what the rules allow."""

import os
from random import Random

from chronos.db import Database
from tests.courses.random_worlds import a_school, store, visible
from tests.factories import as_student

SCHOOLS = int(os.environ.get("CHRONOS_TEST_SCHOOLS", "15"))  # of 20 students: 100 for the long form
STUDENTS = 20

# Every place that tells of a video.
SEEN = """
select 'the library' as path, array_agg(id) as ids from videos
union all select 'chunks', array_agg(video_id) from video_chunks
union all select 'search by vector', array_agg(video_id) from search_video_chunks(
  (select array_agg(case when n = 1 then 1 else 0 end order by n) from generate_series(1, 1536) n)::vector(1536), 100, 0
)
union all select 'documents', array_agg(video_id) from private.search_documents
union all select 'sentences', array_agg(video_id) from private.search_sentences
union all select 'terms', array_agg(video_id) from private.search_terms
union all select 'transcripts', array_agg(video_id) from private.transcript_windows
union all select 'past answers', array_agg((cited ->> 'video_id')::uuid)
  from chat_messages, jsonb_array_elements(video_references) cited
union all select 'files', array_agg((storage.foldername(name))[2]::uuid) from storage.objects
"""


async def test_every_path_shows_what_the_rules_allow(db: Database) -> None:
    random = Random(7)
    wrong = []
    for number in range(SCHOOLS):
        school = a_school(random, STUDENTS)
        await store(db, school)
        names = {id_: video for video, id_ in enumerate(school.video_ids)}
        for student, id_ in zip(school.students, school.student_ids, strict=True):
            allowed = visible(school, student)
            async with db.acting_as(as_student(id_)) as tx:
                rows = await tx.fetch(SEEN)
            for row in rows:
                found = {names[video] for video in row["ids"] or []}
                if found != allowed:
                    wrong.append(f"school {number}: {row['path']} shows {found}, not {allowed}: {student} in {school}")
    assert wrong == []
