"""A passage in a language that the model does not know answers by shared words only, whether or not it was declared."""

from dataclasses import replace

import pytest

from chronos.app import App
from chronos.model import CreatorId, VideoId, Word
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.pipeline.steps import read_video
from chronos.pipeline.transcribe_windows import WindowTranscript
from chronos.pipeline.write_transcript import write_caption_words, write_transcript, write_window
from chronos.search import find_moments
from chronos.text import split_words
from tests.factories import a_creator, a_video, as_creator
from tests.texts_by_language import TEXTS

# How to repair a tax return, a car or a heart: nothing of it is said, and what is asked of bread.
QUESTIONS = {
    "pl": ("Jak wymienić koło w samochodzie?", "Jak długo ciasto odpoczywa w chłodnym miejscu?"),
    "cs": ("Jak se vymění kolo u auta?", "Proč dobrá kůrka potřebuje hodně tepla?"),
    "hr": ("Kako se mijenja guma na automobilu?", "Zašto dobra korica treba mnogo topline?"),
    "sl": ("Kako zamenjati kolo na avtomobilu?", "Zakaj dobra skorja potrebuje veliko toplote?"),
    "sk": ("Ako vymeniť koleso na aute?", "Prečo dobrá kôrka potrebuje veľa tepla?"),
    "vi": ("Làm thế nào để thay lốp xe ô tô?", "Bột nên nghỉ bao lâu ở nơi mát mẻ?"),
    "id": ("Bagaimana cara mengganti ban mobil?", "Mengapa kulit yang baik membutuhkan banyak panas?"),
    "ro": ("Cum se schimbă roata unei mașini?", "De ce are o coajă bună nevoie de căldură?"),
    "ca": ("Com es canvia la roda del cotxe?", "Per què una bona crosta necessita molta calor?"),
    "af": ("Hoe ruil mens die wiel van 'n motor?", "Hoekom het 'n goeie kors baie hitte nodig?"),
    "bg": ("Как се сменя гума на кола?", "Защо добрата коричка се нуждае от много топлина?"),
    "uk": ("Як поміняти колесо автомобіля?", "Чому добрій скоринці потрібно багато тепла?"),
    "el": ("Πώς αλλάζω λάστιχο στο αυτοκίνητο;", "Γιατί μια καλή κόρα χρειάζεται πολλή θερμότητα;"),
    "he": ("איך מחליפים גלגל במכונית?", "למה קרום טוב צריך הרבה חום?"),
    "fa": ("چگونه چرخ ماشین را عوض کنم؟", "چرا پوسته خوب به گرمای زیاد نیاز دارد؟"),
    "mr": ("गाडीचे चाक कसे बदलायचे?", "चांगल्या कवचासाठी भरपूर उष्णता का लागते?"),
    "ne": ("गाडीको पाङ्ग्रा कसरी फेर्ने?", "राम्रो बाहिरी भागका लागि धेरै ताप किन चाहिन्छ?"),
    "sw": ("Jinsi ya kubadilisha gurudumu la gari?", "Kwa nini ganda zuri linahitaji joto jingi?"),
    "fr": ("Comment changer la roue de la voiture ?", "Pourquoi une bonne croûte a-t-elle besoin de chaleur ?"),
}  # fmt: skip
IN_ENGLISH = ["How do I change the wheel of a car?", "What is the capital of Mongolia?", "How are taxes filed?"]


@pytest.fixture
async def ada(app: App) -> CreatorId:
    async with app.db.as_service("test") as tx:
        return await a_creator(tx)


def words_of(text: str, language: str | None = None, *, begin: float = 0.0) -> list[Word]:
    return [Word(word, begin + i / 2, begin + i / 2 + 0.4, language) for i, word in enumerate(split_words(text))]


async def verdict_of(app: App, creator: CreatorId, question: str) -> str:
    return (await find_moments(app.db, replace(app.engine, cache=None), as_creator(creator), question)).verdict


async def a_talk(app: App, creator: CreatorId, *windows: list[Word]) -> VideoId:
    """A talk whose words were heard, or one window of captions whose words carry no language."""
    async with app.db.as_service("test") as tx:
        video = await a_video(tx, creator, status="processing")
        row = await read_video(tx, video)
        assert row
        if windows[0][0].language is None:
            await write_caption_words(tx, row, windows[0])
        for words in windows:
            if words[0].language:
                heard = WindowTranscript(words[0].start_seconds, words[-1].end_seconds, words, words[0].language, 0.9)
                await write_window(tx, row, heard)
        await write_transcript(tx, video)
    await chunk_video(app.db, video)
    await embed_video(app.db, app.embedder, video)
    return video


async def test_captions_of_no_declared_language(app: App) -> None:
    wrong: list[tuple[str, str, str]] = []
    for language, (unrelated, answered) in QUESTIONS.items():
        async with app.db.as_service("test") as tx:
            creator = await a_creator(tx)
        await a_talk(app, creator, words_of(TEXTS[language]))
        for question in [unrelated, *IN_ENGLISH]:
            verdict = await verdict_of(app, creator, question)
            wrong += [(language, question, verdict)] if verdict != "not_covered" else []
        if await verdict_of(app, creator, answered) == "not_covered":
            wrong.append((language, answered, "not_covered"))
    assert wrong == []


async def test_a_few_english_words_are_answered_by_meaning(app: App, ada: CreatorId) -> None:
    await a_talk(app, ada, words_of("Sunflower seedlings need daylight."))
    assert await verdict_of(app, ada, "What do young plants require to grow?") != "not_covered"


@pytest.mark.parametrize("others", [0.4, 0.6])
async def test_each_part_of_a_talk_is_judged_by_its_own_language(app: App, ada: CreatorId, others: float) -> None:
    """Whichever language most of the words are in."""
    english = words_of("Seedlings need plenty of light, water and warm soil, or they stay small and weak. " * 10, "en")
    size = int(len(english) * others / (1 - others))
    french = words_of("La levure meurt au-dessus de soixante degrés et le pain ne lève plus. " * 20, "fr", begin=60)
    await a_talk(app, ada, english, french[:size])
    assert await verdict_of(app, ada, "What do young plants require to grow?") != "not_covered"
    assert await verdict_of(app, ada, "Comment changer la roue de la voiture ?") == "not_covered"
    assert await verdict_of(app, ada, "Who won the election in Mongolia?") == "not_covered"
