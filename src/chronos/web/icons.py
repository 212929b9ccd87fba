"""Draw the icons of the sprite `static/icons.svg`, and what stands for pictures that do not exist."""

import re
import zlib
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from chronos.web.assets import load_assets

SPRITE = "icons.svg"
TONES = 6  # colours of covers and avatars


def icon(name: str, size: str = "") -> Markup:
    """Return an icon, which screen readers skip; `size` is `s` for a small one. Raises KeyError for an unknown name."""
    if name not in _names():
        raise KeyError(name)
    shape = f"{load_assets().path(SPRITE)}#{name}"
    kind = f"ic {size}".strip()
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>').format(kind, shape)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in re.split(r"[\s-]", name) if word[:1].isalnum()]
    return "".join(dict.fromkeys((words[0][0], words[-1][0]))).upper() if len(words) > 1 else name[:1].upper()


def tone(text: str) -> int:
    """Return which of the colours of covers stands for `text`, always the same one: 1 to `TONES`."""
    return zlib.crc32(text.encode()) % TONES + 1


@cache
def _names() -> frozenset[str]:
    sprite = (files("chronos.web") / "static" / SPRITE).read_text("utf-8")
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite))
