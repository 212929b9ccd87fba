"""Regular expressions of `src`: where they stand, and how many steps a backtracking matcher takes with them."""

import ast
import importlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from re import _constants as sre  # the parse tree has no public name
from re import _parser
from typing import Any

SOURCE = Path(__file__).parents[1] / "src"
_METHODS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
# One character of each class that patterns tell apart.
_SAMPLES = [*" \n\taAbBfFxX0_.,:;-<>{}()[]/\\'\"&#=%$*+|!?@~^`", "é", "\u0301", "漢", "\x01"]
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
MAX_STEPS, MAX_EXAMPLES, MAX_ATTACKS = 20_000, 24, 72
_ENDS = ("", "\x01", "x", " x")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression; `text` None: it is made at run time. `methods`: how it is used."""

    module: str
    name: str
    library: str
    text: str | None
    flags: int
    methods: frozenset[str]

    def __str__(self) -> str:
        return f"{self.module.removeprefix('chronos.')}:{self.name}"


def find_patterns() -> Iterator[Pattern]:
    """Yield every regular expression that the code hands to `re` or `regex`."""
    sources = {path: path.read_text() for path in sorted(SOURCE.rglob("*.py"))}
    for path, source in sources.items():
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(source)
        names = {id(node.value): node.targets[0].id for node in ast.walk(tree)
                 if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}  # fmt: skip
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            library, method = call.func.value, call.func.attr
            if not (isinstance(library, ast.Name) and library.id in ("re", "regex") and method in _METHODS):
                continue
            name = names.get(id(call), ast.unparse(call.args[0]))
            users = source if name.startswith("_") else "\n".join(sources.values())
            used = {method} if method != "compile" else set(re.findall(rf"\b{re.escape(name)}\.(\w+)", users))
            text, flags = _value(call, module)
            yield Pattern(module, name, library.id, text, flags, frozenset(used & _METHODS or {"search"}))


def _value(call: ast.Call, module: str) -> tuple[str | None, int]:
    scope = vars(importlib.import_module(module))
    flags = next((word.value for word in call.keywords if word.arg == "flags"), None)
    if flags is None and isinstance(call.func, ast.Attribute):
        at = {"sub": 4, "subn": 4, "compile": 1}.get(call.func.attr, 2)
        flags = call.args[at] if len(call.args) > at else None
    try:
        text, found = (
            eval(compile(ast.Expression(each), module, "eval"), scope) if each is not None else 0  # noqa: S307 - ours
            for each in (call.args[0], flags)
        )
    except NameError:
        return None, 0
    return str(text), int(found)


def count_steps(pattern: Pattern, text: str) -> int:
    """Return how many steps a backtracking matcher takes over `text`, used as the code uses the pattern."""
    matcher = _Matcher(pattern, text)
    if pattern.methods <= {"match", "fullmatch"}:
        matcher.match_at(0, is_whole="fullmatch" in pattern.methods)
        return matcher.steps
    start = 0
    while start <= len(text) and matcher.steps < MAX_STEPS:
        end = matcher.match_at(start)
        start = start + 1 if end is None else max(end, start + 1)
    return matcher.steps


def match_end(pattern: Pattern, text: str) -> int | None:
    """Return where the matcher says that the pattern ends which begins with the text; None for no match."""
    return _Matcher(pattern, text).match_at(0)


class _Matcher:
    """Backtracks as `re` does, without its short cuts."""

    def __init__(self, pattern: Pattern, text: str) -> None:
        self.items, self.flags = _tree(pattern)
        self.text, self.steps = text, 0
        self.groups: dict[int, str] = {}

    def match_at(self, start: int, *, is_whole: bool = False) -> int | None:
        """Return where a match that begins at `start` ends."""
        ends: list[int] = []

        def then(at: int) -> bool:
            ends.append(at)
            return not is_whole or at == len(self.text)

        return ends[-1] if self.run(self.items, start, then) else None

    def run(self, items: Sequence[Any], at: int, then: Callable[[int], bool]) -> bool:
        """Return whether the items match at a place, and `then` where they end."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            return False
        if not items:
            return then(at)
        (op, argument), rest = items[0], items[1:]

        def go_on(place: int) -> bool:
            return self.run(rest, place, then)

        if op is sre.BRANCH:
            return any(self.run(list(branch), at, go_on) for branch in argument[1])
        if op is sre.SUBPATTERN:
            return self._group(argument, at, go_on)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, most, body = argument
            return self._repeat(list(body), (least, most), at, go_on, is_greedy=op is sre.MAX_REPEAT)
        if op in (sre.POSSESSIVE_REPEAT, sre.ATOMIC_GROUP):
            body = [(sre.MAX_REPEAT, argument)] if op is sre.POSSESSIVE_REPEAT else list(argument)
            end = self._end(body, at)
            return end is not None and go_on(end)
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            return (self._holds(argument[0], argument[1], at) == (op is sre.ASSERT)) and go_on(at)
        if op is sre.AT:
            return self._is_at(argument, at) and go_on(at)
        if op is sre.GROUPREF:
            said = self.groups.get(argument, "\0\0")
            self.steps += len(said)
            return self.text.startswith(said, at) and go_on(at + len(said))
        return at < len(self.text) and _matches((op, argument), self.text[at], self.flags) and go_on(at + 1)

    def _group(self, argument: Any, at: int, go_on: Callable[[int], bool]) -> bool:
        number, added, _, body = argument
        before, self.flags = self.flags, self.flags | added

        def leave(place: int) -> bool:
            if number is not None:
                self.groups[number] = self.text[at:place]
            return go_on(place)

        found = self.run(list(body), at, leave)
        self.flags = before
        return found

    def _repeat(
        self, body: list[Any], times: tuple[int, int], at: int, go_on: Callable[[int], bool], *, is_greedy: bool
    ) -> bool:
        least, most = times

        def again(place: int) -> bool:
            return (place > at or least > 0) and self._repeat(
                body, (max(least - 1, 0), most - 1), place, go_on, is_greedy=is_greedy
            )

        def more() -> bool:
            return most > 0 and self.run(body, at, again)

        if least > 0:
            return more()
        return (more() or go_on(at)) if is_greedy else (go_on(at) or more())

    def _end(self, body: list[Any], at: int) -> int | None:
        ends: list[int] = []

        def then(place: int) -> bool:
            ends.append(place)
            return True

        return ends[-1] if self.run(body, at, then) else None

    def _holds(self, direction: int, body: Any, at: int) -> bool:
        if direction > 0:
            return self._end(list(body), at) is not None
        low, high = body.getwidth()
        return any(self.run(list(body), at - width, lambda place: place == at) for width in range(low, high + 1)
                   if width <= at)  # fmt: skip

    def _is_at(self, where: Any, at: int) -> bool:
        text = self.text
        is_line = bool(self.flags & re.MULTILINE)
        if where in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            return at == 0 or (is_line and where is sre.AT_BEGINNING and text[at - 1] == "\n")
        if where in (sre.AT_END, sre.AT_END_STRING):
            return at == len(text) or (where is sre.AT_END and text[at] == "\n" and (is_line or at == len(text) - 1))
        sides = (at > 0 and _is_word(text[at - 1])), (at < len(text) and _is_word(text[at]))
        return (sides[0] != sides[1]) == (where is sre.AT_BOUNDARY)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _matches(item: Any, character: str, flags: int) -> bool:
    """Return whether an item of one character matches; Python's own `re` knows what its classes mean."""
    op, argument = item
    if op is sre.ANY:
        return character != "\n" or bool(flags & re.DOTALL)
    if op is sre.IN:
        found = any(_in(each, character, flags) for each in argument if each[0] is not sre.NEGATE)
        return found != (argument[0][0] is sre.NEGATE)
    return _in(item, character, flags)


def _in(item: Any, character: str, flags: int) -> bool:
    op, argument = item
    forms = {character, character.lower(), character.upper()} if flags & re.IGNORECASE else {character}
    if op is sre.LITERAL:
        return chr(argument) in forms
    if op is sre.NOT_LITERAL:
        return chr(argument) not in forms
    if op is sre.RANGE:
        return any(argument[0] <= ord(form) <= argument[1] for form in forms if len(form) == 1)
    name = str(argument).removeprefix("CATEGORY_")
    is_not, kind = name.startswith("NOT_"), name.removeprefix("NOT_")
    asked = {"DIGIT": str.isdecimal, "SPACE": str.isspace, "WORD": _is_word}[kind]
    return (asked(character) and (character.isascii() or not flags & re.ASCII)) != is_not


def attacks(pattern: Pattern) -> Iterator[Callable[[int], str]]:
    """Yield functions from a size to a text: what each repetition takes, over and over, and an end that fails.

    Of very many, evenly chosen ones.
    """
    items, flags = _tree(pattern)
    pumps = dict.fromkeys(_pumps(items, "", flags, _telling(items, flags)))
    found = list(product(pumps, _ENDS))
    for (before, pump), end in found[:: -(-len(found) // MAX_ATTACKS) or 1]:
        # What stands before breaks an anchor.
        yield lambda n, before=before, pump=pump, end=end: (before or end) + pump * n + end  # type: ignore[misc]
        if before:
            yield lambda n, before=before, pump=pump, end=end: (before + pump) * n + end  # type: ignore[misc]


@lru_cache
def _tree(pattern: Pattern) -> tuple[list[Any], int]:
    assert pattern.text is not None
    tree = _parser.parse(pattern.text, pattern.flags)
    return list(tree), tree.state.flags


def _telling(items: Sequence[Any], flags: int) -> list[str]:
    """Return one character for each set of items that match it: more of them would tell the pattern nothing."""
    tests = list(_one_character(items))
    kinds: dict[tuple[bool, ...], str] = {}
    for character in _SAMPLES:
        kinds.setdefault(tuple(_matches(test, character, flags) for test in tests), character)
    return list(kinds.values())


def _one_character(items: Sequence[Any]) -> Iterator[Any]:
    for op, argument in items:
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            yield op, argument
        for part in _parts(op, argument):
            yield from _one_character(list(part))


def _pumps(items: Sequence[Any], before: str, flags: int, samples: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield a text that leads to each repetition, and one that it takes."""
    for op, argument in items:
        if op in _REPEATS:
            yield from ((before, pump) for pump in _examples(argument[2], flags, samples) if pump)
        for part in _parts(op, argument):
            yield from _pumps(list(part), before, flags, samples)
        before += next(iter(_examples([(op, argument)], flags, samples)), "")


def _parts(op: Any, argument: Any) -> Sequence[Any]:
    if op is sre.BRANCH:
        return list(argument[1])
    if op is sre.SUBPATTERN:
        return [argument[3]]
    if op in _REPEATS:
        return [argument[2]]
    return [argument] if op is sre.ATOMIC_GROUP else []


def _examples(items: Any, flags: int, samples: Sequence[str]) -> list[str]:
    """Return some texts that the items match."""
    per_item = [_examples_of(op, argument, flags, samples) for op, argument in items]
    return ["".join(parts) for parts in islice(product(*per_item), MAX_EXAMPLES)]


def _examples_of(op: Any, argument: Any, flags: int, samples: Sequence[str]) -> list[str]:
    if op is sre.BRANCH:
        return [text for branch in argument[1] for text in _examples(branch, flags, samples)]
    if op is sre.SUBPATTERN:
        return _examples(argument[3], flags | argument[1], samples)
    if op in _REPEATS:
        least, most, body = argument
        times = {max(least, 1), min(max(least, 3), most)}  # long enough to be divided in two ways
        return [text * number for text in _examples(body, flags, samples) for number in sorted(times)] or [""]
    if op is sre.ATOMIC_GROUP:
        return _examples(argument, flags, samples)
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT, sre.GROUPREF):
        return [""]
    if op is sre.LITERAL:
        return [chr(argument)]
    found = [character for character in samples if _matches((op, argument), character, flags)]
    if not found and argument[0][0] is sre.NEGATE:  # all that the samples have is left out
        return [next(each for each in map(chr, range(0x80, 0x3000)) if _matches((op, argument), each, flags))]
    return found or [chr(each[1][0] if each[0] is sre.RANGE else each[1]) for each in argument[:1]]
