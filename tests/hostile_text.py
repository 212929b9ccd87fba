"""Hostile texts, and the functions that read text of others. Run as a program, it gives each text to its function.

A function has `LIMIT_SECONDS` of the processor for a text of `CHARACTERS`; beyond that the program is ended.
"""

import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime
from io import BytesIO

from python_multipart.multipart import parse_options_header

from chronos import text
from chronos.chat.assemble_sentences import LONGEST, Assembler
from chronos.chat.check_citation import Said, needed_similarity
from chronos.chat.clean_text import clean_generated, clean_quote
from chronos.errors import Invalid
from chronos.model import Cue, Word
from chronos.providers.speech.media import sniff
from chronos.search.highlight import find_highlights
from chronos.search.question import contains_phrases, quoted_phrases, without_quotes
from chronos.text import clean_title
from chronos.text.languages import strip_accents
from chronos.text.numerals import say_numerals
from chronos.text.sentences import sentence_spans
from chronos.text.stretches import subject_of
from chronos.videos import captions
from chronos.videos.caption_files.decode_text import decode_text
from chronos.videos.caption_files.join_rolling import ShownCue, join_rolling
from chronos.videos.caption_files.plain_text import has_inline_times, plain_lines
from chronos.videos.caption_files.read_srt import read_srt
from chronos.videos.caption_files.read_vtt import read_vtt
from chronos.videos.fetch.address import check_url
from chronos.videos.fetch.file_name import read_file_name
from chronos.web.ranges import asked_span
from chronos.web.serve_object import disposition

CHARACTERS = 200_000
LIMIT_SECONDS = 10  # a linear function takes less than one

# What is repeated.
MARKUP = (
    "<",
    "<b ",
    "<v ",
    "<v.a",
    "<font a=b ",
    " a=b",
    "</b ",
    "{",
    "{\\fn",
    "{\\t(",
    "\\i1",
    "\\fna",
    "&",
    "&#1",
    "9",
)
TIMES = ("1:", "0:a:a:", " 0:0:", "--> ", "-->", "00:01 --> ", " a:a:a", "1,", "0.0", "\t", " ", "\n", "1\n")
SIGNS = (" ", "'", '"', "(", ".", "a.", "-", "_", "1.1", "/", "\\", "\r", "é")
SCRIPTS = ("\u0301", "\u200d", "🇦", "🇦\u200d", "👨\u200d", "漢", "ก", "가", "क्", "\u0600")
PARAMETERS = (";", '"', '";', "a=;", "=?", "=?utf-8?q?a")
LINKS = (
    "[",
    "](",
    "[x](",
    "![",
    "\\[",
    "<",
    "<b ",
    "&",
    "&#1;",
    "`",
    "*a",
    "__a",
    "http://",
    "//a.b",
    "data:",
    "\x1b]",
    "\x1b[",
    "[1,",
    "> ",
)
# What stands before and after it.
ENDS = (("", ""), ("", "x"))
RUNS = (("漢", "x"), ("", "漢"))
EDGES = (*ENDS, ("<font", ">"), ("{\\i1", "}"), ("00:01 --> 00:02 ", " x"), ("&#", ";"))
_DISPOSITION = b"attachment; filename="


def _cue(said: str) -> list[Word]:
    return captions.words_from_cues([Cue(0.0, 60.0, said)])


def _words(said: str) -> list[Word]:
    return [Word(said[i : i + 40], i / 10, i / 10 + 0.1) for i in range(0, len(said), 40)]


def _rolling(said: str) -> list[ShownCue]:
    return [ShownCue(i, i / 2, i / 2 + 0.6, (said[:40], said[i : i + 40] or "x")) for i in range(2_000)]


def _lines(said: str) -> str:
    return "1\n" + said + "\n\n1\n00:01,0 --> 00:02,0\n" + said


# Function, what is repeated, what stands around it, and the characters of the text: more is refused before.
READERS: dict[str, tuple[Callable[[str], object], Sequence[str], Sequence[tuple[str, str]], int]] = {
    "plain_lines, WebVTT": (lambda s: plain_lines([s], is_vtt=True), MARKUP, EDGES, CHARACTERS),
    "plain_lines, SRT": (lambda s: plain_lines([s], is_vtt=False), MARKUP, EDGES, CHARACTERS),
    "has_inline_times": (has_inline_times, [*MARKUP, *TIMES], ENDS, CHARACTERS),
    "read_srt": (lambda s: list(read_srt(_lines(s))), TIMES, EDGES, CHARACTERS),
    "read_vtt": (lambda s: list(read_vtt("WEBVTT\n\n" + s)), TIMES, EDGES, CHARACTERS),
    "decode_text": (lambda s: decode_text(s.encode("cp1252") + b"\xff"), ["é", "é\n", "\x1b\n"], ENDS, CHARACTERS),
    "join_rolling": (lambda s: join_rolling(_rolling(s), has_inline_times=True), ["a ", "漢 "], ENDS, CHARACTERS),
    "words_from_cues": (_cue, ["a ", "🇦", "漢"], ENDS, CHARACTERS),
    "cues_from_words": (lambda s: captions.cues_from_words(_words(s)), [".", "a", "漢"], ENDS, CHARACTERS // 4),
    "derive_stretches": (lambda s: text.derive_stretches(_words(s)), [".", "a", "漢"], ENDS, CHARACTERS),
    "sentence_spans": (lambda s: sentence_spans([Word(s, 0, 1), Word(s, 1, 2)]), [*SIGNS, "।"], ENDS, CHARACTERS),
    "join_words": (lambda s: text.join_words([s, s]), [*SIGNS, *SCRIPTS], ENDS, CHARACTERS),
    "clusters": (text.clusters, SCRIPTS, ENDS, CHARACTERS),
    "columns": (text.columns, ["🇦", "🇦\u200d"], ENDS, CHARACTERS),
    "parts_of": (lambda s: list(text.parts_of(s)), ["漢a", "aก", "a ", "\u0301"], RUNS, CHARACTERS),
    "split_words": (text.split_words, ["a", "(", ".", "ก", "漢(", "🇦"], RUNS, CHARACTERS // 4),
    "say_numerals": (say_numerals, ["1,111,", "1.1", "9", "1,", "1.", "٣"], ENDS, CHARACTERS),
    "strip_accents": (strip_accents, ["e\u0301", "\u0301", "ا\u064b", "ﷺ"], ENDS, CHARACTERS),
    "terms": (lambda s: text.terms(s, "fr"), ["l'", "’s", "漢a", "ก", "🇦", "%"], ENDS, CHARACTERS // 4),
    "spoken_words": (text.spoken_words, ["漢a", 'א"', "\u0301"], ENDS, CHARACTERS // 4),
    "guess_language": (text.guess_language, ["é ", "漢 "], ENDS, CHARACTERS),
    "find_highlights": (lambda s: find_highlights(s, ["one"]), ["'", "(", "漢"], [*RUNS, ("1", "s")], CHARACTERS // 4),
    "subject_of": (subject_of, SIGNS, ENDS, CHARACTERS),
    "clean_title": (clean_title, [" ", "\r", "a."], ENDS, CHARACTERS),
    "clean_quote": (clean_quote, [*SIGNS, *SCRIPTS, *LINKS], ENDS, CHARACTERS // 4),
    "clean_generated": (clean_generated, [*SIGNS, *SCRIPTS, *LINKS], ENDS, LONGEST),
    "Assembler": (lambda s: [*Assembler().add_text(s)], [*SIGNS, *SCRIPTS], ENDS, CHARACTERS),
    "needed_similarity": (lambda s: needed_similarity(s[:LONGEST], Said(s, s)), ["A ", "1 ", "not "], ENDS, 10_000),
    "quoted_phrases": (quoted_phrases, ["“", "„", "«", '"', "“a„"], ENDS, CHARACTERS // 4),
    "without_quotes": (without_quotes, ["“", '"'], ENDS, CHARACTERS),
    "contains_phrases": (lambda s: contains_phrases([s[:2_000]], s), ["a ", "漢 "], ENDS, CHARACTERS // 4),
    "asked_terms": (lambda s: text.asked_terms(s, ["en", "de", "fr"]), ["1 ", "漢a", "ﷺ"], ENDS, 2_000),
    "sniff": (lambda s: sniff(BytesIO(s.encode())), ["\0", "ID3", "<", " "], ENDS, CHARACTERS),
    "check_url": (lambda s: check_url("http://" + s), ["a.", ".", "/", "%41", "0x"], ENDS, CHARACTERS),
    "read_file_name": (lambda s: read_file_name(_DISPOSITION + s.encode()), PARAMETERS, ENDS, CHARACTERS),
    "parse_options_header": (lambda s: parse_options_header(_DISPOSITION + s.encode()), PARAMETERS, ENDS, 16_384),
    "parsedate_to_datetime": (parsedate_to_datetime, [" ", ",", "(", ":", "-", "Mon, "], ENDS, 65_536),
    "asked_span": (lambda s: asked_span("bytes=" + s, 10), [" ", "-", "1", "1-"], ENDS, CHARACTERS),
    "disposition": (lambda s: disposition("inline", s), SIGNS, ENDS, CHARACTERS),
}


def hostile_texts(units: Sequence[str], edges: Sequence[tuple[str, str]], characters: int) -> Iterator[str]:
    """Yield a text of so many characters for each unit and each edge."""
    for unit in units:
        for before, after in edges:
            yield before + unit * (characters // len(unit)) + after


def main(names: list[str]) -> None:
    """Run the readers with these names over their texts; write which one is at work."""
    for name in names:
        read, units, edges, characters = READERS[name]
        for hostile in hostile_texts(units, edges, characters):
            used = resource.getrusage(resource.RUSAGE_SELF)
            limit = int(used.ru_utime + used.ru_stime) + LIMIT_SECONDS
            resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
            sys.stdout.write(f"{name}: {hostile[:20]!r} … {hostile[-5:]!r}\n")
            sys.stdout.flush()
            with suppress(Invalid, ValueError, IndexError):
                read(hostile)


if __name__ == "__main__":
    main(sys.argv[1:] or list(READERS))
