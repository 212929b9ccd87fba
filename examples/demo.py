"""Show the main job step by step: each command is printed, run, and can be repeated by hand."""

import contextlib
import json
import os
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from chronos.config import load_settings
from chronos.db import embedded
from chronos.errors import ChronosError

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from examples.simulated_whop import SimulatedWhop, post, simulated_whop  # noqa: E402 - the path comes first

COURSE = Path(__file__).resolve().parent / "course"
CHRONOS = Path(sys.executable).parent / "chronos"
PLAN = Path(__file__).resolve().parent / "school.json"
CREATOR, STUDENT = "Northlight", "Demo student"
QUESTION = "How do I freeze the motion of a runner?"
ELSEWHERE = "How do I bake sourdough bread?"
BUYER = "Sam Student"
LEARNER = "Noor Haddad"  # of the plan: in the middle of the course
LINK_DAYS = 7
PATIENCE_SECONDS = 60


def main() -> None:
    """Run the demo; a second run repeats no finished step."""
    settings = load_settings()
    ours = settings.database_url is None and embedded.find(settings.home / "postgres") is None
    try:
        _chronos("models", "install")
        _chronos("db", "push")
        creator = _person("creator", CREATOR, "--demo")
        student = _person("student", STUDENT, "--creator", creator)
        _try_again(creator)
        _chronos("add", COURSE, "--creator", creator, "--wait")
        token = _chronos("token", "--student", student, capture=True).strip()
        with simulated_whop(_free_port()) as whop, _serving(whop) as base:
            _ask_the_api(base, token)
            _buy_and_cancel(base, creator, whop)
        _chronos("db", "fill", PLAN, "--creator", creator)
        _say_where_to_look(creator)
    finally:
        if ours:
            _chronos("db", "stop", quiet=True, check=False)


def _person(kind: str, name: str, *options: str) -> str:
    """Return the id of the demo's creator or student, of an earlier run or new."""
    people = json.loads(_chronos(kind, "list", "--json", capture=True, quiet=True))
    owner = options[options.index("--creator") + 1] if "--creator" in options else None
    known = [p["id"] for p in people if p["name"] == name and p.get("creator_id") in (None, owner)]
    return known[0] if known else _chronos(kind, "add", name, *options, capture=True).strip()


def _try_again(creator: str) -> None:
    """Retry videos that failed in an earlier run, for example after several crashes of the machine."""
    for video in json.loads(_chronos("videos", "--as", creator, "--status", "failed", "--json", quiet=True)):
        _chronos("retry", video["id"], "--as", creator)


def _say_where_to_look(creator: str) -> None:
    """Print links into the school, for `make up`: each signs one browser in, once."""
    teacher = _link("--creator", creator)
    learner = _link("--student", f"{LEARNER.lower().replace(' ', '.')}@example.com")
    print(f"\nLook around:  make up    (it runs until Ctrl-C; then open a link, good once within {LINK_DAYS} days)")
    print(f"  {'the creator'.ljust(len(LEARNER))}  {teacher}")
    print(f"  {LEARNER}  {learner}")
    print("All people and numbers of this school are made up; `.venv/bin/chronos db unseed` removes it.")
    print("\nYours next:   make up also prints a link that begins a school of your own, in the browser")


def _link(kind: str, person: str) -> str:
    return _chronos("token", kind, person, "--link", "--days", LINK_DAYS, quiet=True).strip()


@contextlib.contextmanager
def _serving(whop: "SimulatedWhop") -> Iterator[str]:
    """Run API and worker, which get the events of the simulated Whop; yield the address."""
    port = int(whop.target.rpartition(":")[2])
    print(f"\n$ chronos up --port {port} &")
    # The links in the answer work under `make up`, the next step.
    environment = {"CHRONOS_PUBLIC_URL": "http://127.0.0.1:8000"} | os.environ | whop.settings
    command = [str(CHRONOS), "up", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"{whop.target}/readyz", server)
        yield whop.target
    finally:
        server.terminate()
        server.wait()


def _ask_the_api(base: str, token: str) -> None:
    """Ask as the student, over HTTP: the API checks the token, PostgreSQL what the student may see."""
    session = _post(f"{base}/api/v1/chat/sessions", {}, token)
    for question in (QUESTION, ELSEWHERE):
        print(f"\nThe student asks: {question}")
        _show(_post(f"{base}/api/v1/chat/sessions/{session['id']}/messages", {"content": question}, token))


def _buy_and_cancel(base: str, creator: str, whop: SimulatedWhop) -> None:
    """Buy a membership on the simulated Whop, ask, cancel it, and be refused with the same token."""
    if not whop.settings:
        return
    if whop.company_id not in _chronos("whop", "connect", creator, whop.company_id, capture=True, check=False):
        print("The step with Whop is left out: the company belongs to a school of an earlier demo in this home.")
        return
    print(f"\n{BUYER} buys a membership on Whop (simulated here: chronos whop simulate).")
    began = time.monotonic()
    bought = whop.act(verb="buy", user_id=whop.person(BUYER), product_id=whop.product_id)
    token = _token_of_buyer()
    sessions = f"{base}/api/v1/chat/sessions"
    _wait_until(lambda: _refusal(sessions, {}, token) is None, "The purchase did not arrive")
    session = _post(sessions, {}, token)
    print(f"{BUYER} asks: {QUESTION}")
    _show(_post(f"{sessions}/{session['id']}/messages", {"content": QUESTION}, token))
    whop.act(verb="cancel", membership_id=bought["membership_id"])
    _wait_until(lambda: _refusal(sessions, {}, token) is not None, "The cancellation did not arrive")
    print(f"\n{BUYER} cancels, and asks again with the token that has not expired:")
    print(f"  {_refusal(sessions, {}, token)}")
    print(f"  (From the purchase to the refusal: {time.monotonic() - began:.1f} seconds.)")


def _token_of_buyer() -> str:
    """Return a token of the student whom the purchase made."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if token := _chronos("token", "--student", BUYER, quiet=True, check=False).strip():
            return token
    sys.exit("The purchase did not arrive; `chronos whop inbox` shows why.")


def _wait_until(is_so: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            sys.exit(f"{otherwise}; `chronos whop inbox` shows why.")
        time.sleep(0.1)


def _show(answer: dict[str, Any]) -> None:
    if not answer["covered"]:
        for paragraph in filter(None, answer["content"].splitlines()):  # the second names the words never said
            print(f"  {paragraph}")
        print("  The closest moments:")
    for number, citation in enumerate(answer["citations"], start=1):
        at = f"{int(citation['start_seconds']) // 60}:{int(citation['start_seconds']) % 60:02}"
        print(f"  “{citation['text']}”")
        print(f"    [{number}] {citation['title']} at {at}   {citation['url']}")
    if answer["covered"]:
        print("  (Quoted from the videos; no text was generated.)")


def _chronos(*words: object, capture: bool = False, quiet: bool = False, check: bool = True) -> str:
    arguments = [str(word) for word in words]
    if not quiet:
        print("\n$ chronos", " ".join(shlex.quote(_short(word)) for word in arguments), flush=True)
    command = [str(CHRONOS), *arguments]
    output, errors = subprocess.PIPE if capture or quiet else None, None if check else subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=errors, text=True) as process:
        try:
            printed = process.communicate()[0] or ""
        except KeyboardInterrupt:
            process.wait()  # Ctrl-C reached the command too: it puts back what it was working on
            raise
    if check and process.returncode:
        sys.exit(process.returncode)  # the command has printed the reason
    if capture and not quiet:
        print(_short(printed.strip()))
    return printed


def _short(word: str) -> str:
    """Shorten paths to those in the checkout, tokens to their beginning."""
    word = word.replace(f"{ROOT}/", "")
    return f"{word[:24]}…" if len(word) > 120 else word


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit("chronos serve did not become ready; run it by hand to see the reason.")
            time.sleep(0.1)
        else:
            return


def _post(url: str, body: dict[str, Any], token: str) -> Any:
    try:
        return post(url, body, token)
    except urllib.error.HTTPError as error:
        sys.exit(f"The API refused: {error.read().decode()}")


def _refusal(url: str, body: dict[str, Any], token: str) -> str | None:
    """Return the sentence with which the API refuses; None when it answers."""
    try:
        post(url, body, token)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        return f"{error.code} {problem['code']}: {problem['detail']}"
    return None


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped; run `make demo` again to resume.")
    except ChronosError as error:
        sys.exit(f"chronos: {error}")
