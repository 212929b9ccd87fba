"""What pages of the studio share."""

from chronos.errors import Conflict, Invalid
from chronos.web.pages.studio.studio_page import NOTHING_REFUSED, refusal_of, show_again, word_note


def test_notes_are_named_in_addresses_and_no_address_brings_words() -> None:
    assert show_again("/studio/courses", "saved").headers["location"] == "/studio/courses?note=saved"
    assert word_note("saved") == "Saved."
    assert word_note("<b>Send money</b>") is None
    assert word_note(None) is None


def test_refusal_keeps_the_words_of_its_form_only() -> None:
    refusal = refusal_of(Invalid("The title is empty.", code="title_empty"), "course", {"title": ""})
    assert (refusal.sentence, refusal.status) == ("The title is empty.", 422)
    assert refusal.kept("course", "title", "Light") == ""
    assert refusal.kept("other", "title", "Light") == "Light"
    assert NOTHING_REFUSED.kept("course", "title", "Light") == "Light"


def test_overtaken_change_says_what_to_do() -> None:
    refusal = refusal_of(Conflict("The course has changed.", code="course_changed"))
    assert refusal.status == 409
    assert "repeat your change" in refusal.sentence
