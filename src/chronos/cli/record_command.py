"""Record in the audit log that a command changed something."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

try:
    from typer._click import Context  # its own copy of click, since 0.24
    from typer._click.globals import get_current_context
except ImportError:
    from click import Context, get_current_context  # type: ignore[assignment, no-redef]

if TYPE_CHECKING:
    from chronos.app import App

# Commands that change nothing of a school or the installation; all others are recorded when they are done.
READS = frozenset(
    {
        "up", "serve", "worker", "videos", "search", "ask", "eval", "usage", "use", "audit", "tiers", "feedback",
        "chat", "video show", "video list", "creator list", "staff list", "student list", "course list", "course show",
        "course export", "analytics overview", "analytics videos", "analytics video", "analytics course",
        "analytics students", "analytics questions", "analytics gaps", "analytics faq", "analytics cohorts",
        "teach list",
        "answer saved", "answer shared", "answer open",
        "embed sites", "embed list", "note list", "sessions list", "notifications list", "whop products",
        "whop memberships", "whop inbox", "whop courses", "whop simulate", "db status", "db start",
        "db stop", "db url", "db doctor", "db new", "db stats", "db types", "db why",
        "storage verify", "models install", "models list", "models prices",
    }
)  # fmt: skip
# These make a database, into which a backup can be restored only while it holds no row.
MAKES = frozenset({"db push", "db reset"})
# These record themselves what they do.
PRECISE = frozenset({"token", "export student", "export creator", "erase student", "import creator"})
# Without options these show, with them they change.
SHOWN_OR_CHANGED = frozenset({"creator settings", "creator limits", "creator brand"})
_NOT_CHANGING = frozenset({"creator", "as_json"})
_NOTED = "chronos.audit"


def note_creator(creator_id: UUID | None) -> None:
    """Remember for whose school the running command acts."""
    if (notes := _notes()) is not None:
        notes["creator_id"] = creator_id


def note_unchanged() -> None:
    """Remember that the running command was refused at its question, and changes nothing."""
    if (notes := _notes()) is not None:
        notes["is_done"] = True


async def record_command(app: "App") -> None:
    """Record the running command, once, if it is one that changes something."""
    from chronos.members import record_action

    if (command := _to_record()) is not None:
        creator_id = (_notes() or {}).get("creator_id")
        await record_action(app.db, "command.run", creator_id, ("command", None), {"command": command})


async def record_command_at(url: str) -> None:
    """Record the running command as the owner of the tables, for one that opens no application."""
    from psycopg.types.json import Jsonb

    from chronos.db import owner_connection

    if (command := _to_record()) is None:
        return
    async with owner_connection(url) as connection:
        known = await connection.execute("select to_regclass('private.audit_log') is not null as known")
        if (row := await known.fetchone()) and row["known"]:  # not in a database of an earlier version
            await connection.execute(
                "select private.record_audit('command.run', null, 'command', null, %(details)s)",
                {"details": Jsonb({"command": command})},
            )


def _to_record() -> str | None:
    """Return the running command if it is to be recorded, and was not yet."""
    context, notes = get_current_context(silent=True), _notes()
    if context is None or notes is None or notes.get("is_done"):
        return None
    notes["is_done"] = True
    command = _path(context)
    if command in READS | MAKES | PRECISE:
        return None
    if command in SHOWN_OR_CHANGED and not _changes(context):
        return None
    return command


def _changes(context: Context) -> bool:
    given = [value for name, value in context.params.items() if name not in _NOT_CHANGING]
    return any(value is not False and value not in (None, [], ()) for value in given)


def _path(context: Context) -> str:
    names: list[str] = []
    while context.parent is not None:
        names.insert(0, context.info_name or "")
        context = context.parent
    return " ".join(names)


def _notes() -> dict[str, Any] | None:
    context = get_current_context(silent=True)
    if context is None:
        return None
    notes: dict[str, Any] = context.meta.setdefault(_NOTED, {})
    return notes
