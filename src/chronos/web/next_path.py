"""The page to show after a sign-in: an address of this application, whatever a link or a cookie says."""

import re

LIBRARY = "/"
MAX_CHARACTERS = 500

# All that addresses of our pages consist of. Browsers read a backslash as a slash, skip control characters, and take
# what follows two slashes for a host.
_PAGE = re.compile(r"/[A-Za-z0-9_/-]*(?:\?[A-Za-z0-9_=&%+.,:~-]*)?")
_SIGN_IN = ("/sign-in", "/sign-out")


def next_path(text: str | None) -> str:
    """Return `text` when it is the path of a page here, with its query; otherwise that of the library."""
    if not text or len(text) > MAX_CHARACTERS or not _PAGE.fullmatch(text):
        return LIBRARY
    path = text.partition("?")[0]
    return LIBRARY if "//" in path or path.startswith(_SIGN_IN) else text
