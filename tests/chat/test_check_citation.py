"""Whether what is said supports a sentence; bench/support.py measures it."""

import pytest

from chronos.chat.check_citation import NEVER, SIMILAR, VERY_SIMILAR, Said, needed_similarity

SAID = Said("For most sports, use a 500th of a second. Nikola Tesla did not use a flash, it was too slow.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a 500th of a second.",
        "For sports, use 1/500 of a second.",
        "Tesla did not use a flash.",
        "Tesla used no flash.",
        "For most sports use a 500th, Nikola Tesla did not use a flash.",
        "!",
    ],
)
def test_words_as_said_need_no_similarity(sentence: str) -> None:
    assert needed_similarity(sentence, SAID) == 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Use a 400th of a second.",
        "Edison Smith did not use a flash.",
        "For sports, never use a 500th of a second.",
        "Tesla used a flash.",
        "The flash was too fast for most sports.",
        "Use a 500th of a second, says Canon.",
        "For most sports use a 500th of a second and lemons cure headaches.",
    ],
)
def test_another_number_name_or_the_opposite_is_never_supported(sentence: str) -> None:
    assert needed_similarity(sentence, SAID) == NEVER


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Edison died in 1943.", "Tesla died in 1943."),
        ("Edison later died in 1943.", "Tesla died in 1943."),
        ("Edison's house burned in 1943.", "Tesla's house burned in 1943."),
        ("Edison and Tesla died in 1943.", "Tesla died in 1943."),
        ("Thomas Edison died in New York.", "Nikola Tesla died in New York."),
        ("Canon released the camera in 2016.", "Nikon released the camera in 2016."),
        ("Canon makes the camera.", "Nikon makes the camera."),
        ("Canon cameras use this mount.", "Nikon cameras use this mount."),
        ("Marie discovered radium.", "Pierre discovered radium."),
        ("Tesla died in 1943.", "His father died in 1943."),
        ("He won the prize in 1915.", "He refused the prize in 1915."),
        ("The second video explains it.", "The first video explains it."),
        ("The first video explains it.", "The second video explains it."),
        ("You should use a flash in the museum.", "You could be fined if you use a flash in the museum."),
    ],
)
def test_another_subject_place_or_condition_is_never_supported(sentence: str, said: str) -> None:
    assert needed_similarity(sentence, Said(said)) == NEVER


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Photographers use a tripod at night.", "You use a tripod at night."),
        ("Wide apertures blur the background.", "A large aperture blurs the background."),
        ("Store bread in a paper bag.", "You put the bread in a paper bag."),
        ("Meditation reduces stress.", "It reduces stress."),
        ("The first step is to sift the flour.", "First, sift the flour."),
        ("The second step is to add water.", "Then, in the second step, you add water."),
        ("A tripod helps in low light.", "If the light is low, a tripod helps."),
        ("Low light calls for a tripod.", "If you shoot in low light use a tripod."),
        ("He rejected the prize.", "He refused the prize in 1915."),
    ],
)
def test_common_first_words_places_and_conditions_may_be_supported(sentence: str, said: str) -> None:
    assert needed_similarity(sentence, Said(said)) < NEVER


def test_a_relative_is_not_the_person() -> None:
    father = Said("His father died in 1943.", "Nikola Tesla", "Tesla was poor.")
    assert needed_similarity("Tesla died in 1943.", father) == NEVER
    assert needed_similarity("Tesla's father died in 1943.", father) == 0
    assert needed_similarity("Tesla sold his patents.", Said("He sold his patents.", before="Tesla was poor.")) == 0


def test_other_words_need_similarity() -> None:
    assert needed_similarity("Use it for slow sports today, friend.", SAID) == SIMILAR
    assert needed_similarity("Athletes want short times.", SAID) == VERY_SIMILAR


def test_a_pronoun_has_its_name_from_before_and_any_sentence_from_the_title() -> None:
    assert (
        needed_similarity("To Graz moved Tesla in the end.", Said("he moved to graz in the end", before="tesla")) == 0
    )
    assert needed_similarity("To Graz moved Tesla in the end.", Said("in the end moved to graz", "Nikola Tesla")) == 0
    assert (
        needed_similarity("To Graz moved Tesla in the end.", Said("in the end moved to graz", before="tesla")) == NEVER
    )


def test_names_are_heard_as_a_recogniser_spells_them() -> None:
    assert needed_similarity("In Graz they met Branko Milanovic.", Said("in graz they met branko milanovich")) < NEVER


WALKING = "For a person who is walking, use a 125th of a second."
RUNNING = "For running children and for most sports, use a 500th of a second."
RUNNER = "A runner covers 6 meters every second, but only 12 millimeters in a 500th of a second."
BIRDS = "Birds in flight and racing cars need a 2000th of a second."
FREEZING = f"Freezing motion means closing the shutter before the subject has moved very far. {WALKING} {RUNNING}"
DOUBLING = (
    "If you double the time, you double the light, so that is one stop. Changing from a 60th of a second to a 30th "
    "makes the picture one stop brighter. Going the other way makes it one stop darker."
)
PANNING = (
    "To show speed, follow a cyclist with your camera at a 30th of a second. The cyclist stays sharp while the "
    "background turns into streaks."
)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("If you double the time, you halve the light.", DOUBLING),
        ("Changing from a 60th of a second to a 30th makes the picture one stop darker.", DOUBLING),
        ("Freezing motion means opening the shutter before the subject has moved very far.", FREEZING),
        ("The cyclist becomes blurred while the background stays sharp.", PANNING),
        ("For running children and for most sports, avoid a 500th of a second.", RUNNING),
        ("A runner covers 6 kilometers every second.", RUNNER),
        ("For most sports, use a 500th of a minute.", RUNNING),
        ("For most sports, use five hundred seconds.", RUNNING),
        ("For running children and for all sports, use a 500th of a second.", RUNNING),
        ("For running dogs and for most sports, use a 500th of a second.", RUNNING),
        ("Birds in flight and racing cars need less than a 2000th of a second.", BIRDS),
        ("For a person who is walking, use a 500th of a second.", f"{WALKING} {RUNNING}"),
        ("For sports, use a 125th of a second.", f"{WALKING} {RUNNING}"),
    ],
)
def test_false_sentences_on_shutter_speed_are_never_supported(sentence: str, said: str) -> None:
    title = "Shutter speed: how long the light comes in"
    assert needed_similarity(sentence, Said(said, title)) == NEVER
    everything = f"{DOUBLING} {FREEZING} {RUNNER} {BIRDS} {PANNING}"
    assert needed_similarity(sentence, Said(everything, title)) == NEVER


@pytest.mark.parametrize(
    "sentence",
    [
        "If you double the time, you double the light.",
        "Going from 1/60 to 1/30 of a second makes the picture a stop brighter.",
        "To freeze motion, close the shutter before the subject has moved far.",
        "The background turns into streaks while the cyclist stays sharp.",
        "For sports, use 1/500 s.",
        "A walking person needs 1/125 second, and birds in flight 1/2000.",
        "In a 500th of a second a runner covers only 12 mm.",
    ],
)
def test_true_sentences_on_shutter_speed_may_be_supported(sentence: str) -> None:
    said = f"{DOUBLING} {FREEZING} {RUNNER} {BIRDS} {PANNING}"
    assert needed_similarity(sentence, Said(said, "Shutter speed")) < NEVER
