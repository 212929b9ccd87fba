"""Who may do what with Ada's files through the storage API: the answer for every actor, object and operation."""

from collections.abc import Mapping, Sequence

YES = "✓"  # done
NOTHING = "–"  # answered without showing or changing anything
# Any other cell is the status of the error.

ACTORS: Sequence[str] = (
    "anon", "student", "inactive_student", "other_student", "creator", "editor", "viewer", "revoked_staff",
    "other_creator", "service",
)  # fmt: skip

Cells = Mapping[str, str]

# The objects, all in Ada's folder of their bucket.
OBJECTS: Mapping[str, str] = {
    "shown": "`videos`: the file of a published video",
    "draft": "`videos`: the file of an unpublished video",
    "stray": "`videos`: a file that belongs to no video",
    "thumbnail": "`thumbnails`: a picture",
    "upload": "`user-uploads`: a file",
}
BUCKETS: Sequence[str] = ("videos", "thumbnails", "user-uploads")


def answers(others: str, **told: str) -> Cells:
    """The answers for each actor: an editor gets the creator's, a viewer is refused; who is not named gets `others`."""
    if not set(told) <= set(ACTORS):
        raise ValueError(f"there is no such actor: {set(told) - set(ACTORS)}")
    if "creator" in told:
        told = {"editor": told["creator"], "viewer": "403"} | told
    return dict.fromkeys(ACTORS, others) | told


def _seen_by(others: str = "404", **seers: str) -> dict[str, Cells]:
    """The answers for actors that see an object; a link grants what its maker may see now."""
    seers = seers | ({"viewer": seers["creator"]} if "creator" in seers else {})
    reading = dict.fromkeys(
        ("read", "look at (info)", "sign a link", "follow a link"), answers(others, **seers, service=YES)
    )
    return reading | {"list": answers(NOTHING, **seers, service=YES)}


_NOT_PUBLIC = answers("404")
# An invisible object looks like a missing one. Uploads to another creator's folder are refused whether or not the
# object exists; a client without a token sees no bucket.
_OTHERS_REPLACE = {"anon": "404"}

EXISTING: Mapping[str, Mapping[str, Cells]] = {
    "shown": {
        **_seen_by(creator=YES, student=YES),
        "read by its public address": _NOT_PUBLIC,
        # The files of a video are deleted with it, for the service too.
        "replace (upsert)": answers("403", **_OTHERS_REPLACE),
        "move within the folder": answers("404", student="403", creator="403", service="403"),
        "move to Bob's folder": answers("404", student="403", creator="403", service="403"),
        # The library has the same bytes already, which the answer names. A video belongs to the creator who adds it, so
        # the service can add none.
        "copy within the folder": answers("404", student="403", creator=NOTHING, service="403"),
        "copy to Bob's folder": answers("404", student="403", creator="403", service="403"),
        "delete": answers(NOTHING, student="403", creator="403", service="403"),
    },
    "draft": {
        **_seen_by(creator=YES),
        "read by its public address": _NOT_PUBLIC,
        "replace (upsert)": answers("403", **_OTHERS_REPLACE),
        "move within the folder": answers("404", creator="403", service="403"),
        "move to Bob's folder": answers("404", creator="403", service="403"),
        "copy within the folder": answers("404", creator=NOTHING, service="403"),
        "copy to Bob's folder": answers("404", creator="403", service="403"),
        "delete": answers(NOTHING, creator="403", service="403"),
    },
    "stray": {
        **_seen_by(creator=YES),
        "read by its public address": _NOT_PUBLIC,
        # Every upload to this bucket becomes a video, and needs a name of its own.
        "replace (upsert)": answers("403", **_OTHERS_REPLACE, creator="409"),
        "move within the folder": answers("404", creator=YES, service=YES),
        "move to Bob's folder": answers("404", creator="403", service=YES),
        "copy within the folder": answers("404", creator=YES, service="403"),
        "copy to Bob's folder": answers("404", creator="403", service="403"),
        "delete": answers(NOTHING, creator=YES, viewer=NOTHING, service=YES),
    },
    # No caller may list a public bucket or name a row of it: a picture is read by its address.
    "thumbnail": {
        **_seen_by(),
        "read by its public address": answers(YES),
        "replace (upsert)": answers("403", **_OTHERS_REPLACE, service=YES),
        "move within the folder": answers("404", service=YES),
        "move to Bob's folder": answers("404", service=YES),
        "copy within the folder": answers("404", service=YES),
        "copy to Bob's folder": answers("404", service=YES),
        "delete": answers(NOTHING, service=YES),
    },
    "upload": {
        **_seen_by(creator=YES),
        "read by its public address": _NOT_PUBLIC,
        "replace (upsert)": answers("403", **_OTHERS_REPLACE, creator=YES, service=YES),
        "move within the folder": answers("404", creator=YES, service=YES),
        "move to Bob's folder": answers("404", creator="403", service=YES),
        "copy within the folder": answers("404", creator=YES, service=YES),
        "copy to Bob's folder": answers("404", creator="403", service=YES),
        "delete": answers(NOTHING, creator=YES, viewer=NOTHING, service=YES),
    },
}


def _added(service: str) -> dict[str, Cells]:
    sent = dict.fromkeys(
        ("upload", "sign a link to upload by", "upload by a link"),
        answers("403", anon="404", creator=YES, service=service),
    )
    # A running upload belongs to the creator whose quota it uses.
    return sent | {"begin a resumable upload": answers("403", anon="401", creator=YES)}


NEW: Mapping[str, Mapping[str, Cells]] = {
    "videos": {
        **_added(service="403"),
        "move from Bob's folder": answers("404", other_creator="403", service=YES),
    },
    "thumbnails": {
        **_added(service=YES),
        "move from Bob's folder": answers("404", service=YES),
    },
    "user-uploads": {
        **_added(service=YES),
        "move from Bob's folder": answers("404", other_creator="403", service=YES),
    },
}
