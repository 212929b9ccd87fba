"""The few errors that a caller can act on; the edges turn them into a status, an exit code, or a retry."""


class ChronosError(Exception):
    """A failure with one sentence that says what to do.

    `code` is stable and meant for programs; `str(error)` is meant for people.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class Invalid(ChronosError):
    """The input cannot be used as it is."""

    code = "invalid"


class NotFound(ChronosError):
    """There is no such thing for this actor; what one may not see does not exist."""

    code = "not_found"


class NotAllowed(ChronosError):
    """The actor may see it and may not do this."""

    code = "not_allowed"


class Conflict(ChronosError):
    """The state of the thing does not admit the request now."""

    code = "conflict"


class OverLimit(ChronosError):
    """A size, a rate or a quota is exceeded.

    `retry_after_seconds` is when the same request may pass; None: waiting does not help, or nobody knows.
    """

    code = "over_limit"

    def __init__(self, message: str, *, code: str | None = None, retry_after_seconds: float | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after_seconds = retry_after_seconds


class ProviderError(ChronosError):
    """Something that Chronos relies on (database, model, remote service) failed.

    `retryable` says whether the same call may succeed later without anybody changing anything.
    """

    code = "provider_failed"

    def __init__(self, message: str, *, code: str | None = None, retryable: bool = False) -> None:
        super().__init__(message, code=code)
        self.retryable = retryable
