"""Resolve a follow-up: a question that leans on the turns before it in, one that stands alone out, by a stated rule."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chronos.chat.events import Citation
from chronos.model import VideoId
from chronos.search import MAX_QUERY_CHARACTERS, unframed
from chronos.text import terms

MAX_CARRIED_WORDS = 24
FRAGMENT_WORDS = 3  # content words that a question without a verb has at most
POINTING_WORDS = 2  # content words beside a pronoun: with more of them a question says itself what it is about

_FRAMING_WORDS = """
    again also answer anything call called detail details do does doing done example examples exactly explain
    explained for get give go going happen happens help know like make makes mean means mention mentioned more need
    okay please really said say saying says show so something sort speak talk talking talks tell thank thanks thing
    things think use used uses using want way work works yes one ones first second third last
"""
_BACKWARD_WORDS = (
    "it its itself that this these those they them their theirs he him his she her hers one ones same such"
)
_ASKING_WORDS = """
    what which who whom whose when where why how is are was were do does did can could should would will has have had
"""
_FRAMING = frozenset(_FRAMING_WORDS.split())  # they name no subject
_BACKWARDS = frozenset(_BACKWARD_WORDS.split())
_ASKING = frozenset(_ASKING_WORDS.split())
_CONNECTIVE = re.compile(r"^(?:and|but|or|also|then|so|ok|okay|well|now)\b[\s,]*", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:with|without|in|at|on|for|from|by|during|after|before|under)\b", re.IGNORECASE)
_ABOUT = re.compile(r"(?:what|how)\s+(?:about|if)\b", re.IGNORECASE)
_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1}
_NUMBERS = {"1": 0, "one": 0, "2": 1, "two": 1, "3": 2, "three": 2}
_CITED = "one|quote|quotation|citation|source|reference|point|passage|moment|clip|answer|result"
_ORDINAL = re.compile(rf"\bthe\s+({'|'.join(_PLACES)})(?:\s+(?:{_CITED})\b|\s*[?.!]*$)", re.IGNORECASE)
_NUMBER = re.compile(
    rf"\[([123])\]|\b(?:number|no\.?|{_CITED.removeprefix('one|')})\s+({'|'.join(_NUMBERS)})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer, as far as the caller may read it now.

    `searched_for` is the question as it stands alone, `carried_video_ids` the videos whose words are in it.
    `is_covered` False: the videos do not answer it.
    """

    question: str
    searched_for: str
    answer: str = ""
    citations: Sequence[Citation] = ()
    carried_video_ids: Sequence[VideoId] = ()
    is_covered: bool = True


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands alone, and the videos whose words it was lent."""

    text: str
    carried_video_ids: tuple[VideoId, ...] = ()


def resolve_follow_up(question: str, before: Sequence[Exchange]) -> Standalone:
    """Return what to search for after the exchanges of a conversation, oldest first.

    "The second one", "[2]": the question with the text of that citation of the last answer. A question that names
    nothing ("and why?"): with the subject of the last one. One that points back (a pronoun beside at most two content
    words) or is a fragment ("with flash?", "what about film?"): with the subject of the last one that was answered,
    without what that was lent itself, so that of "for birds?", "at night?" each takes the place of the one before. Any
    other stays as it is.
    """
    if not before:
        return Standalone(question)
    last, place = before[-1], _asked_citation(question)
    if place is not None and -len(last.citations) <= place < len(last.citations):
        cited = last.citations[place]
        return _lend(question, cited.text, (cited.video_id,))
    if not points_back(question):
        return Standalone(question)
    if not _said(question):
        return _lend(question, subject_of(unframed(last.searched_for)), tuple(last.carried_video_ids))
    answered = next((one for one in reversed(before) if one.is_covered), None)
    if answered is None:
        return Standalone(question)
    return _lend(question, subject_of(unframed(_root(answered))), tuple(answered.carried_video_ids))


def points_back(question: str) -> bool:
    """Return whether a question needs the one before it to be understood."""
    words = _words(unframed(question))  # "what did he say about aperture?" asks about aperture
    said = _said(question)
    if not said:
        return True
    question = question.strip()
    if _ABOUT.match(_CONNECTIVE.sub("", question)) and len(said) <= FRAGMENT_WORDS:
        return True
    if not _ASKING.isdisjoint(_words(question)):
        return not _BACKWARDS.isdisjoint(words) and len(said) <= POINTING_WORDS
    rest = _CONNECTIVE.sub("", question)
    begins_so = rest != question or _PREPOSITION.match(rest) is not None
    return len(said) <= FRAGMENT_WORDS and (begins_so or not _BACKWARDS.isdisjoint(words))


def subject_of(question: str) -> str:
    """Return the words of a question from its first content word to its last: what it is about."""
    words = question.split()
    places = [place for place, word in enumerate(words) if any(map(_is_content, _words(word)))]
    if not places:
        return ""
    return " ".join(words[places[0] : places[-1] + 1][:MAX_CARRIED_WORDS]).strip("?.!,;: ")


def _said(question: str) -> list[str]:
    return [word for word in _words(unframed(question)) if _is_content(word)]


def _root(exchange: Exchange) -> str:
    """Return what a follow-up was lent; a question that stood alone, whole."""
    return exchange.searched_for.removeprefix(f"{_own(exchange.question)}: ")


def _own(question: str) -> str:
    return _CONNECTIVE.sub("", question.strip()).strip("?.!,;: ") or question.strip()


def _lend(question: str, lent: str, video_ids: tuple[VideoId, ...]) -> Standalone:
    own = _own(question)
    words = " ".join(lent.split()[:MAX_CARRIED_WORDS])
    return Standalone(f"{own}: {words}"[:MAX_QUERY_CHARACTERS] if words else question, video_ids if words else ())


def _asked_citation(question: str) -> int | None:
    """Return which citation of an answer a question names, from 0; -1: the last."""
    if ordinal := _ORDINAL.search(question):
        return _PLACES[ordinal[1].lower()]
    if number := _NUMBER.search(question):
        return _NUMBERS[(number[1] or number[2]).lower()]
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"['’]\w+", "", text.lower()))


def _is_content(word: str) -> bool:
    return word not in _FRAMING and bool(terms(word))
