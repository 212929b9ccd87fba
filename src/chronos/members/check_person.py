"""Check the name and the e-mail address of a person, by one rule for every door."""

import re
import unicodedata
from typing import overload

from chronos.errors import Invalid

MAX_NAME_CHARACTERS = 200
MAX_EMAIL_CHARACTERS = 254  # RFC 5321 §4.5.3.1.3: a path has 256 octets, with its angle brackets

# What mail servers deliver to: no quoted names, comments or address literals (RFC 5322 §3.4.1).
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])?")


@overload
def check_name(name: str) -> str: ...
@overload
def check_name(name: None) -> None: ...
def check_name(name: str | None) -> str | None:
    """Return the name without blanks around it, None for None.

    Raises Invalid (`person_name_invalid`) for one that is blank, over 200 characters, or has control characters.
    """
    if name is None:
        return None
    # Spaces of other scripts are spaces; joiners between letters are a part of names in Persian and Hindi.
    clean = "".join(" " if unicodedata.category(one) == "Zs" else one for one in name).strip()
    letters = re.sub("[\u200c\u200d]", "", clean)
    if not letters or len(clean) > MAX_NAME_CHARACTERS or not letters.isprintable():
        raise Invalid(
            f"A name must have 1 to {MAX_NAME_CHARACTERS} visible characters, on one line.", code="person_name_invalid"
        )
    return clean


def check_email(email: str | None) -> str | None:
    """Return the address without blanks around it, None for None. Raises Invalid (`email_invalid`)."""
    if email is None:
        return None
    clean = email.strip()
    local = clean.partition("@")[0]
    has_bad_dots = local.startswith(".") or local.endswith(".") or ".." in clean
    if len(clean) > MAX_EMAIL_CHARACTERS or has_bad_dots or not _EMAIL.fullmatch(clean):
        raise Invalid("An e-mail address looks like ada@example.com.", code="email_invalid")
    return clean
