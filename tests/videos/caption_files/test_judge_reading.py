"""Text in a wrong encoding is told by its signs and letters."""

import pytest

from chronos.videos.caption_files.judge_reading import has_signs_in_place, tells_a_language


@pytest.mark.parametrize(
    "text", ["ma–ana es otro d‰a", "lėreni tė ekme§i", "τεστο δομφξο οτδοθξυτψ", "ekme§i koymadan"]
)
def test_signs_and_letters_of_no_language(text: str) -> None:
    assert tells_a_language(text) is None


@pytest.mark.parametrize(
    "text", ["la pâte doit reposer une nuit", "αφήστε τη ζύμη", "the cost–benefit of the pan is in it"]
)
def test_languages(text: str) -> None:
    assert tells_a_language(text) is not None


@pytest.mark.parametrize(("text", "is_in_place"), [("Ma–ana", False), ("don’t wait – go", True), ("L’eau", True)])
def test_typography(text: str, is_in_place: bool) -> None:
    assert has_signs_in_place(text) is is_in_place
