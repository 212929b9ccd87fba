"""Word finished sentences of the rooms in the reader's language: refusals of forms, warnings of videos.

Rooms know no languages: an error is one English sentence. So a page finds the pattern of a sentence, which has at most
one value, and translates that; a sentence without a pattern stays as it is. tests/web/test_word_sentence.py fails for
a pattern that no room says.
"""

import re
from collections.abc import Sequence
from functools import reduce
from gettext import NullTranslations

from chronos.web.words import translatable

SENTENCES = (
    # signing in
    translatable("The token is not valid. Sign in again."),
    translatable("The token has expired. Sign in again."),
    translatable("You were signed out. Sign in again with a new link."),
    translatable("Your access has ended or is paused. Ask the person who invited you."),
    translatable("Your access has ended or is paused. Ask the person who invited you, then sign in with a new link."),
    translatable("This sign-in link has expired or was used already. Ask the person who invited you for a new one."),
    translatable("This sign-in is over. Start again from the sign-in page."),
    translatable("The sign-in was not completed. Start again from the sign-in page."),
    translatable("Too many e-mails were asked for. Try again in a few minutes."),
    translatable("Too many sign-ins were begun. Try again in a minute."),
    translatable("The studio is for the staff of the school."),
    # asking and watching
    translatable("Ask something: the question is empty."),
    translatable("Ask something that the videos may answer; a greeting is no question."),
    translatable("The question is longer than %(count)s characters."),
    translatable("Only students with an active membership can ask in a conversation."),
    translatable("A note has at most %(count)s characters."),
    translatable("The form is out of date. Reload the page."),
    translatable("This is not covered in this course."),
    translatable("I can only find exact words in this language."),
    translatable("The videos never say %(words)s."),
    translatable("This answer was stopped before it was complete."),
    translatable("This answer ended with an error before it was complete. Ask again."),
    # people and courses
    translatable("A name must have 1 to %(count)s visible characters, on one line."),
    translatable("An e-mail address looks like ada@example.com."),
    translatable("A member of the staff has this e-mail address already."),
    translatable("The title is blank: give it at least one visible character."),
    translatable(
        "Students would see nothing in this course: add a module with a video that is ready and published first."
    ),
    translatable("Choose a module."),
    translatable("Choose one or more videos first."),
    translatable("Choose a video or a course first."),
    translatable("Write the days as a whole number from 0 to %(count)s."),
    translatable("Write the second of the poster as a number, for example 90."),
    # files
    translatable("Choose a file: the field `file` is missing."),
    translatable("Choose a caption file first."),
    translatable("A file may have up to %(count)s MB."),
    translatable("A cover may have up to %(count)s MB."),
    translatable("A poster may have up to %(count)s MB."),
    translatable("Your storage is full: remove videos, or upgrade the plan."),
    translatable("There is room for %(count)s MB more: remove videos, or upgrade the plan."),
    translatable("This upload has expired: begin it again."),
    translatable("There is no such upload: begin it again."),
    # videos
    translatable("The file has no audio track, so search finds nothing in it."),
    translatable(
        "Not every browser plays this file: %(why)s. Export it again as MP4 with H.264 pictures (8 bits, 4:2:0) and "
        "AAC sound and add that file. Search and answers work either way."
    ),
    translatable(
        "Not every browser plays this file: %(why)s. Export it again as M4A or MP3 and add that file. Search and "
        "answers work either way."
    ),
    translatable("Your browser may not play this video: %(why)s. Its transcript and answers work; tell your teacher."),
    translatable(
        "The captions were read as %(encoding)s, which their text suggests. If letters are wrong, name the encoding or "
        "save the file as UTF-8, and send it again."
    ),
    translatable("The encoding of the captions is not certain: save the file as UTF-8, or name its encoding."),
    translatable("The captions are in UTF-8 and were read so, not as %(encoding)s."),
    translatable("The caption file has no cues: it needs WebVTT or SRT, times and text."),
)
# Parts of sentences: why a browser does not play a file.
PARTS = (
    translatable("its container is Matroska (MKV)"),
    translatable("its pictures are %(coding)s"),
    translatable("its sound is %(coding)s"),
)

BOTH = translatable("%(one)s and %(other)s")

_PLACE = re.compile(r"%\((\w+)\)s")


def word_sentence(words: NullTranslations, sentence: str) -> str:
    """Return the sentence in the language of `words`; as it is where its pattern is not known."""
    return _word(words, sentence, SENTENCES)


def _word(words: NullTranslations, text: str, patterns: Sequence[str]) -> str:
    for pattern in patterns:
        before, *named = _PLACE.split(pattern)
        if not named and text == before:
            return words.gettext(pattern)
        if named and text.startswith(before) and text.endswith(named[1]) and len(text) > len(before) + len(named[1]):
            value = text[len(before) : len(text) - len(named[1])]
            return words.gettext(pattern) % {named[0]: _word_reasons(words, value) if named[0] == "why" else value}
    return text


def _word_reasons(words: NullTranslations, reasons: str) -> str:
    worded = [_word(words, reason, PARTS) for reason in reasons.split(" and ")]
    return reduce(lambda one, other: words.gettext(BOTH) % {"one": one, "other": other}, worded)
