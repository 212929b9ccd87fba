"""The limits hold in a process of its own; what a guest can still do is tested in test_call_guest.py."""

import subprocess
import sys

from chronos.providers.speech.media.guest.confine import BASE_SECONDS, SECONDS_PER_SECOND

SCRIPT = """
import resource
from chronos.providers.speech.media.guest.confine import allow_seconds, confine
confine(0)
for seconds in (0, 600):
    allow_seconds(0, seconds)
    print(resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_NOFILE)[1])
"""


def test_processor_time_grows_with_the_sound() -> None:
    result = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    more = int(BASE_SECONDS + 600 * SECONDS_PER_SECOND)
    assert result.stdout.splitlines() == [f"{BASE_SECONDS} 0", f"{more} 0"]
