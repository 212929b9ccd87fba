"""Words that were searched for are marked."""

from chronos.web.mark_words import cut, mark_words


def test_parts_are_marked_in_order() -> None:
    assert list(cut("one two", [(0, 3)])) == [("", False), ("one", True), (" two", False)]


def test_words_are_marked_wherever_they_stand() -> None:
    def marked(text: str, query: str) -> list[str]:
        parts = mark_words(text, query)
        assert "".join(part for part, _ in parts) == text
        return [part for part, is_match in parts if is_match]

    assert marked("Light and lightning, LIGHT", '"light" x') == ["Light", "light", "LIGHT"]
    assert marked("lightning", "light tning ghtn") == ["lightning"]
    assert marked("a b", "a") == []
    assert marked("İstanbul light", "light") == []
    assert marked("<b>", "") == []
