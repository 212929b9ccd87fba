"""Map PostgreSQL's error codes to errors that a caller can act on; the only reader of SQLSTATE."""

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors as pg
from psycopg_pool import PoolClosed, PoolTimeout

from chronos.errors import Conflict, Invalid, NotAllowed, OverLimit, ProviderError

OVER_LIMIT = "PT413"  # PostgREST answers it with status 413; the detail names the limit
RLS_REFUSAL = "violates row-level security policy"
SHOWN_CHARACTERS = 60  # of a wrong value


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Raise our error for each database error that a caller can act on; any other is a bug and passes unchanged."""
    try:
        yield
    except pg.InsufficientPrivilege as error:
        # 42501 also means a grant that we forgot, which is a bug; only the policy's refusal is the caller's doing.
        if RLS_REFUSAL in str(error):
            raise NotAllowed("You may not do this.") from error
        raise
    except pg.RaiseException as error:  # our triggers' own sentences
        raise _refusal(error) from error
    except pg.UniqueViolation as error:
        raise Conflict("This exists already: pass another name or id.", code="exists") from error
    except pg.CheckViolation as error:
        raise Invalid(_check_sentence(error)) from error
    except pg.NotNullViolation as error:
        raise Invalid(f"A value is missing: {_words(error.diag.column_name)}.") from error
    except pg.ForeignKeyViolation as error:
        raise Invalid("This refers to something that does not exist.") from error
    except pg.DataError as error:
        raise Invalid(f"{_wrong_value(error)} has the wrong form or is out of range.") from error
    except pg.QueryCanceled as error:
        raise ProviderError("The database took too long to answer; try again.", code="database_slow") from error
    except (pg.SerializationFailure, pg.DeadlockDetected, pg.LockNotAvailable) as error:
        raise ProviderError("The database is busy; try again.", code="database_busy") from error
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise unavailable(error) from error
    except psycopg.DatabaseError as error:
        if error.sqlstate == OVER_LIMIT:
            if error.diag.message_detail == "students":
                raise OverLimit(_own_sentence(error), code="students_full") from error
            raise OverLimit(_own_sentence(error), code="videos_full") from error
        raise


def _wrong_value(error: psycopg.Error) -> str:
    """Return the value that the server quotes in its message, if it does."""
    quoted = re.search('"(.*)"', error.diag.message_primary or "", re.DOTALL)
    return f"The value {textwrap.shorten(quoted[1], SHOWN_CHARACTERS, placeholder='…')!r}" if quoted else "A value"


def is_lost(error: BaseException | None) -> bool:
    """Return whether `error` says that the connection or the server is gone."""
    if not isinstance(error, psycopg.OperationalError) or isinstance(error, PoolClosed):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


def unavailable(error: Exception) -> ProviderError:
    """Return the error for a database that cannot be reached; the server's message holds no secret."""
    lines = [" ".join(line.split()) for line in str(error).splitlines()]
    reason = next(filter(None, lines), type(error).__name__)  # libpq names the cause first, then gives advice
    return ProviderError(
        f"The database cannot be reached ({reason.rstrip('.')}); check CHRONOS_DATABASE_URL, or start the embedded "
        "server with `chronos db start`.",
        code="database_unavailable",
    )


def _refusal(error: psycopg.Error) -> Conflict:
    """Return the error for a trigger's sentence; its detail names the rule, if that has a code of its own."""
    match error.diag.message_detail:
        case "last_owner":
            return Conflict(_own_sentence(error), code="last_owner")
        case "staff_left":
            return Conflict(_own_sentence(error), code="staff_left")
    return Conflict(_own_sentence(error))


def _own_sentence(error: psycopg.Error) -> str:
    text = error.diag.message_primary or ""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _check_sentence(error: psycopg.Error) -> str:
    """Return our trigger's sentence; for a constraint, `<table>_<field>_<rule>` by name, one that names the field.

    One of several fields is named `<table>_<rule>`.
    """
    name, table = error.diag.constraint_name, error.diag.table_name
    if name is None:
        return _own_sentence(error)
    field = name.removeprefix(f"{table}_").rpartition("_")[0]
    named = f": {_words(field)}" if field else ""
    return f"A value is not valid{named}. Check its length and form."


def _words(name: str | None) -> str:
    return (name or "").replace("_", " ")
