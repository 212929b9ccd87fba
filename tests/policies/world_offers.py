"""Rows that every actor of the small world tries to add, by table and name."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from tests.factories import SEARCHED, search_rows

Row = Mapping[str, Any]
NOTIFICATION = UUID(int=7)


def offers_of(
    creators: Mapping[str, Any],
    students: Mapping[str, Any],
    videos: Mapping[str, Any],
    courses: Mapping[str, Any],
    sessions: Mapping[str, Any],
) -> dict[str, dict[str, Row]]:
    """Return for each table the rows by name; most belong to Ada or to Bob."""
    ada, bob = creators["ada"], creators["bob"]
    owned = {"adas": ada, "bobs": bob}
    spare = {"pending": videos["pending"]}
    of_videos = {"shown": videos["shown"], "bobs": videos["bobs"]}
    window = {"start_seconds": 59, "end_seconds": 60, "words": ["two"], "word_starts": [59.0], "word_ends": [60.0]}
    chunk = {"chunk_index": 9, "chunk_text": "nine", "start_seconds": 0, "end_seconds": 1, "word_starts": [0.0]}
    month = datetime.now(UTC).date().replace(day=1)
    return {
        "public.creators": {"new": {"name": "New"}},
        "public.staff": {name: {"creator_id": owner, "name": "New", "role": "viewer"} for name, owner in owned.items()},
        "public.students": {name: {"creator_id": owner, "name": "New"} for name, owner in owned.items()},
        "public.videos": {name: {"creator_id": owner, "title": "New"} for name, owner in owned.items()},
        "public.video_chunks": {
            name: {"video_id": video, "creator_id": bob if name == "bobs" else ada} | chunk
            for name, video in of_videos.items()
        },
        "public.courses": {name: {"creator_id": owner, "title": "New"} for name, owner in owned.items()},
        "public.course_modules": {
            name: {"course_id": courses[name], "title": "New"} for name in ("shown", "draft", "bobs")
        },
        "public.course_enrolments": {
            "sams": {"course_id": courses["chosen"], "student_id": students["sam"], "creator_id": ada},
        },
        "public.whop_products": {
            name: {"creator_id": owner, "product_id": "prod_2", "gives": "nothing"} for name, owner in owned.items()
        },
        "public.whop_product_courses": {
            name: {"creator_id": owner, "product_id": "prod_0", "course_id": courses[course]}
            for (name, owner), course in zip(owned.items(), ("chosen", "bobs"), strict=True)
        },
        "private.whop_watch": {"first": {"seen_at": "2025-01-01"}},
        "private.whop_courses": {
            "second": {"id": "cors_2", "creator_id": ada, "course_id": courses["chosen"], "title": "T"},
        },
        "private.whop_chapters": {
            "second": {"id": "chap_2", "whop_course_id": "cors_1", "title": "T", "video_ids": []},
        },
        "private.whop_lessons": {
            "second": {
                "id": "lesn_2",
                "creator_id": ada,
                "video_id": videos["shown"],
                "asset_id": "mux_2",
                "title": "T",
            },
        },
        "private.whop_completions": {"sams": {"lesson_id": "lesn_1", "student_id": students["sam"]}},
        "private.whop_tiers": {"second": {"product_id": "prod_8", "company_id": "biz_9", "tier": "basic"}},
        "private.whop_memberships": {
            "bobs": {
                "id": "mem_2",
                "company_id": "biz_2",
                "creator_id": bob,
                "state": "active",
                "gives_access": True,
                "changed_at": datetime.now(UTC),
            }
        },
        "private.whop_events": {"second": {"webhook_id": "msg_2", "sent_at": datetime.now(UTC)}},
        "public.video_progress": {
            "eves": {"student_id": students["eve"], "video_id": videos["shown"], "creator_id": ada},
        },
        "public.notes": {
            f"{name}s": {
                "student_id": students[name],
                "creator_id": bob if name == "tim" else ada,
                "video_id": videos[video],
                "at_seconds": 2,
            }
            for name, video in {
                "sam": "shown",
                "eve": "shown",
                "ida": "shown",
                "nia": "opened",
                "gus": "extra",
                "tim": "bobs",
            }.items()
        },
        "private.playing_sessions": {
            "eves": {"student_id": students["eve"], "id": uuid4(), "video_id": videos["shown"]},
        },
        "private.watch_budgets": {
            "eves": {"student_id": students["eve"], "seconds": 0, "counted_at": "2025-01-01"},
        },
        "private.facts": {"eves": {"creator_id": ada, "student_id": students["eve"], "kind": "search"}},
        "private.asked_questions": {
            "eves": {
                "message_id": sessions["eves"],  # the message of the session has its id
                "creator_id": ada,
                "student_id": students["eve"],
                "is_covered": True,
            },
        },
        "private.course_counts": {
            "adas": {"course_id": courses["draft"], "creator_id": ada, "started": 0, "began": 0, "completed": 0},
        },
        "private.course_changes": {name: {"creator_id": owner} for name, owner in owned.items()},
        "private.erased_activity": {name: {"creator_id": owner, "date": "2025-01-02"} for name, owner in owned.items()},
        "private.rolled_up": {"first": {"until": "2025-01-01"}},
        "private.creator_days": {name: {"creator_id": owner, "date": "2025-01-02"} for name, owner in owned.items()},
        "private.student_days": {"eves": {"creator_id": ada, "student_id": students["eve"]}},
        "public.chat_sessions": {
            f"{name}s": {"student_id": student, "creator_id": bob if name == "tim" else ada}
            for name, student in students.items()
        }
        | {
            f"sams_about_{name}": {"student_id": students["sam"], "creator_id": ada, "context_course_id": courses[name]}
            for name in ("shown", "draft", "bobs")
        },
        "public.chat_messages": {
            f"{session}_{role}": {"session_id": sessions[session], "role": role, "content": "New"}
            for session in ("sams", "eves", "idas", "nias", "guss", "tims")
            for role in ("user", "assistant", "system")
        },
        "public.video_analytics": {
            name: {"video_id": video, "date": "2025-01-02"} for name, video in of_videos.items()
        },
        "public.usage_metrics": {name: {"creator_id": owner, "date": "2025-01-02"} for name, owner in owned.items()},
        "public.evaluation_cases": {
            "adas": {"creator_id": ada, "question": "New", "video_id": videos["shown"], "at_seconds": 1},
            "uncovered": {"creator_id": ada, "question": "New"},
            "bobs": {"creator_id": bob, "question": "New", "video_id": videos["bobs"], "at_seconds": 1},
        },
        "public.vector_index_stats": {},
        "private.transcript_windows": {name: {"video_id": video} | window for name, video in of_videos.items()},
        "private.video_pictures": {name: {"video_id": video} for name, video in spare.items()},
        "private.video_status_changes": {
            name: {"video_id": video, "to_status": "failed"} for name, video in of_videos.items()
        },
        "private.vector_index_builds": {
            "second": {"method": "hnsw", "index_count": 1, "rows_at_build": 1, "size_bytes": 1, "build_seconds": 1}
        },
        **{
            table: {name: search_rows(bob if name == "bobs" else ada, video)[table] for name, video in spare.items()}
            for table in SEARCHED
        },
        "private.notifications": {
            name: {"creator_id": owner, "kind": "quota.reached", "occurrence": f"offered to {name}"}
            for name, owner in owned.items()
        },
        "private.whop_experiences": {"bobs": {"creator_id": bob, "experience_id": "exp_2"}},
        "private.notification_looks": {"first": {"until": "2025-01-01"}},
        "private.notification_people": {
            "eves": {"person_id": students["eve"], "creator_id": ada, "student_id": students["eve"]},
        },
        "private.notification_choices": {
            "tims": {"person_id": students["tim"], "kind": "lesson.opened", "channel": "email", "mode": "now"},
        },
        "private.notification_deliveries": {
            "tims": {"notification_id": NOTIFICATION, "channel": "email", "person_id": students["tim"]},
        },
        "public.embed_sites": {
            name: {"creator_id": owner, "origin": "https://more.example.com"} for name, owner in owned.items()
        },
        "public.embeds": {
            "adas": {"creator_id": ada, "video_id": videos["opened"]},
            "bobs": {"creator_id": bob, "course_id": courses["bobs"]},
        },
        "public.webhook_endpoints": {
            name: {
                "creator_id": owner,
                "url": "https://example.com/more",
                "kinds": ["video.ready"],
                "secret": f"whsec_{'b' * 40}",
            }
            for name, owner in owned.items()
        },
        "private.library_versions": {"cals": {"creator_id": creators["cal"]}},
        "private.tiers": {
            "enterprise": {
                "tier": "enterprise",
                "max_file_bytes": 1,
                "storage_bytes": 1,
                "videos": 1,
                "students": 1,
                "transcription_minutes": 1,
                "questions": 1,
                "ai_credit_usd": 1,
            }
        },
        "private.limit_overrides": {"bobs": {"creator_id": bob, "videos": 1}},
        "private.ledger": {
            name: {
                "date": "2025-01-01",
                "creator_id": owner,
                "kind": "questions",
                "quantity": 1,
                "idempotency_key": f"offered to {name}",
            }
            for name, owner in owned.items()
        },
        "private.budgets": {
            name: {"creator_id": owner, "period": "2025-01-01", "meter": "questions"} for name, owner in owned.items()
        },
        "private.holds": {
            "adas": {
                "subject_id": uuid4(),
                "creator_id": ada,
                "period": month,
                "meter": "questions",
                "amount": 1,
                "expires_at": "2025-01-01",
            }
        },
        "private.usage_warnings": {
            name: {"creator_id": owner, "period": "2025-02-01", "meter": "questions", "percent": 80}
            for name, owner in owned.items()
        },
        "private.imports": {
            name: {"video_id": video, "url": "https://example.com/a.mp4"} for name, video in spare.items()
        },
        "private.queue_turns": {
            name: {"queue_name": "imports", "creator_id": creator, "taken_at": "2025-01-01"}
            for name, creator in creators.items()
        },
        "private.video_work": {
            name: {"video_id": video, "stage": "probe", "position_seconds": 0} for name, video in spare.items()
        },
        "private.rate_limits": {
            "new": {"tier": "pro", "kind": "ask", "per": "student", "burst": 7, "per_minute": 7},
        },
        "private.rate_buckets": {
            name: {"owner_id": owner, "kind": "ask", "tokens": 1, "updated_at": "2025-01-01"}
            for name, owner in owned.items()
        },
        "private.identities": {
            name: {"issuer": "https://accounts.example.com", "subject": "another", "staff_id": owner}
            for name, owner in owned.items()
        },
        "private.sign_in_attempts": {
            "new": {"state_hash": bytes(32), "browser_hash": bytes(32), "provider": "openid", "page": "/"}
        },
        "private.invite_links": {
            name: {"creator_id": owner, "secret_hash": bytes(32), "max_uses": 1, "expires_at": "2025-01-01"}
            for name, owner in owned.items()
        },
        "private.sign_in_links": {
            name: {"secret_hash": bytes(32), "staff_id": owner, "expires_at": "2025-01-01"}
            for name, owner in owned.items()
        },
        "private.sign_ins": {
            name: {
                "secret_hash": bytes(32),
                "subject": owner,
                "creator_id": owner,
                "browser": "",
                "expires_at": "2025-01-01",
                "ends_at": "2025-01-01",
            }
            for name, owner in owned.items()
        },
        "private.audit_log": {
            name: {"creator_id": owner, "action": "command.run"} for name, owner in (owned | {"whole": None}).items()
        },
        "private.uploads": {
            name: {
                "creator_id": owner,
                "bucket_id": "videos",
                "object_name": "a",
                "length_bytes": 1,
                "content_type": "b",
            }
            for name, owner in owned.items()
        },
        "storage.objects": {
            "video": {"bucket_id": "videos", "name": f"{ada}/new/source.mp4"},
            "thumbnail": {"bucket_id": "thumbnails", "name": f"{ada}/new.png"},
            "upload": {"bucket_id": "user-uploads", "name": f"{ada}/new.pdf"},
            "no_folder": {"bucket_id": "videos", "name": "new.mp4"},
            "elsewhere": {"bucket_id": "another", "name": f"{ada}/new.txt"},
            "out_of_it": {"bucket_id": "videos", "name": f"{ada}/../{bob}/new.mp4"},
            "bobs": {"bucket_id": "videos", "name": f"{bob}/new/source.mp4"},
            "bobs_thumbnail": {"bucket_id": "thumbnails", "name": f"{bob}/new.png"},
            "bobs_upload": {"bucket_id": "user-uploads", "name": f"{bob}/new.pdf"},
        },
        "storage.buckets": {"new": {"id": "new", "name": "new"}},
    }
