"""Words as they are said, in the scripts of the world, and nothing else."""

from dataclasses import replace

import pytest

from chronos.app import App
from chronos.model import CreatorId, VideoId
from chronos.pipeline.chunk import chunk_video
from chronos.pipeline.embed import embed_video
from chronos.search import find_moments, find_words
from chronos.text import split_words
from tests.factories import a_creator, a_talk_to_chunk, as_creator

# Language, sentence, words that it has, words that it has not though they look like a part of it.
SCRIPTS = [
    ("en", "The yeast dies above sixty degrees.", ["yeast", "degree", "dies"], ["east", "six"]),
    ("de", "Häuser aus Stein schützen vor der Straße.", ["Häuser", "Haus", "strasse"], ["Eis", "Straßenbahn"]),
    ("fr", "L’eau coule près des forêts anciennes.", ["eau", "forêt", "L'eau"], ["au", "fort"]),
    ("tr", "Kitaplar masanın üzerinde duruyor.", ["kitap", "masanın"], ["kit", "mas"]),
    ("vi", "Nước sôi ở một trăm độ.", ["Nước", "trăm", "nước sôi"], ["ăm", "sô", "nuốc", "trầm"]),
    ("ru", "Дрожжи погибают выше шестидесяти градусов.", ["дрожжи", "градус", "погибает"], ["рожь", "колесо"]),
    ("uk", "Їжак їсть свіжі яблука.", ["їжак", "яблука"], ["жак", "ябл"]),
    ("el", "Η μαγιά πεθαίνει πάνω από εξήντα βαθμούς.", ["μαγιά", "μαγια", "βαθμούς"], ["αγιά", "θμο"]),
    ("hy", "Հացը պահում է իր ձևը։", ["Հացը", "պահում"], ["հում", "աց"]),
    ("ka", "პური ინარჩუნებს ფორმას.", ["პური", "ფორმას"], ["პურ", "ორმა"]),
    ("he", "הלחם שׁוֹמֵר על הצורה של צה״ל.", ["הלחם", "שומר", "צה\"ל"], ["לחם", "צור"]),
    ("ar", "يحتوي الدَّقِيق القوي على بروتين أكثر.", ["الدقيق", "بروتين"], ["بروت", "قوس"]),
    ("fa", "می‌خواهم نان تازه بخرم.", ["می‌خواهم", "نان"], ["خواه", "نا"]),
    ("ur", "روٹی اپنی شکل رکھتی ہے۔", ["روٹی", "شکل"], ["رو", "شک"]),
    ("hi", "इसलिए रोटी अपना आकार रखती है।", ["रोटी", "आकार"], ["कार", "गिटार", "रट"]),
    ("bn", "রুটি তার আকার ধরে রাখে।", ["রুটি", "আকার"], ["কার", "রট"]),
    ("ta", "ரொட்டி தன் வடிவத்தை வைத்திருக்கும்.", ["ரொட்டி", "வடிவத்தை"], ["ரட்ட", "வடி"]),
    ("te", "రొట్టె దాని ఆకారాన్ని ఉంచుతుంది.", ["రొట్టె", "ఆకారాన్ని"], ["కారం", "రట"]),
    ("ml", "അപ്പം അതിന്റെ ആകൃതി നിലനിർത്തുന്നു.", ["അപ്പം", "ആകൃതി"], ["കൃതി", "അപ"]),
    ("si", "පාන් එහි හැඩය රඳවා ගනී.", ["පාන්", "හැඩය"], ["පන", "හඩ"]),
    ("ko", "빵은 모양을 유지한다.", ["빵은", "모양을"], ["모", "양을"]),
    ("am", "ዳቦው ቅርጹን ይጠብቃል።", ["ዳቦው", "ቅርጹን"], ["ዳቦ", "ርጹ"]),
    ("zh", "酵母超过60度就会死，所以先让牛奶凉下来。", ["牛奶", "死", "60", "牛奶凉下来"], ["奶牛", "死所"]),
    ("ja", "コーヒーを飲む前に牛乳を温めます。", ["コーヒー", "牛乳", "飲む"], ["コピー", "乳牛", "カ"]),
    ("th", "ผมชอบดื่มกาแฟร้อนทุกเช้า", ["กาแฟ", "ร้อน", "ทุกเช้า"], ["กาว", "รอน", "แฟชั่น"]),
    ("lo", "ຂ້ອຍມັກດື່ມກາເຟຮ້ອນ", ["ກາເຟ", "ດື່ມ"], ["ດມ", "ກາວ"]),
    ("km", "ខ្ញុំចូលចិត្តកាហ្វេក្តៅ", ["កាហ្វេ", "ចិត្ត"], ["កហ្វ", "ចត្ត"]),
    ("my", "ကျွန်တော် ကော်ဖီပူပူ ကြိုက်တယ်။", ["ကော်ဖီ", "ကြိုက်"], ["ကဖ", "ကော်ပီ"]),
]  # fmt: skip
UNANSWERED = [
    ("ru", "Дрожжи погибают выше шестидесяти градусов.", "Как поменять колесо автомобиля?"),
    ("zh", "酵母超过六十度就会死，所以先让牛奶凉下来。", "怎么报税？"),
    ("hi", "खमीर साठ डिग्री से ऊपर मर जाता है।", "ब्लैक होल क्या है?"),
    ("vi", "Hãy làm nóng lò một giờ trước khi cho bánh mì vào.", "Lỗ đen là gì?"),
    ("fr", "La levure meurt au-dessus de soixante degrés.", "Comment changer la roue de la voiture ?"),
]
ANSWERED = [
    ("ru", "Дрожжи погибают выше шестидесяти градусов.", "При какой температуре погибают дрожжи?"),
    ("zh", "酵母超过六十度就会死，所以先让牛奶凉下来。", "酵母超过多少度会死？"),
    ("hi", "खमीर साठ डिग्री से ऊपर मर जाता है।", "खमीर कितनी डिग्री पर मर जाता है?"),
    ("vi", "Hãy làm nóng lò một giờ trước khi cho bánh mì vào.", "Làm nóng lò bao nhiêu giờ?"),
]


@pytest.fixture
async def ada(app: App) -> CreatorId:
    async with app.db.as_service("test") as tx:
        return await a_creator(tx)


async def a_talk_in(app: App, creator: CreatorId, language: str, sentence: str) -> VideoId:
    """A talk whose words are split as those of captions are."""
    async with app.db.as_service("test") as tx:
        video = await a_talk_to_chunk(tx, creator, [" ".join(split_words(sentence))], title="1")
        await tx.execute(
            "update videos set transcript_language = %(language)s where id = %(id)s",
            {"language": language, "id": video},
        )
    await chunk_video(app.db, video)
    await embed_video(app.db, app.embedder, video)
    return video


async def test_words_are_found_as_they_are_said_and_nothing_else(app: App, ada: CreatorId) -> None:
    """All in one library, so that no language spoils the words of another."""
    videos = {language: await a_talk_in(app, ada, language, sentence) for language, sentence, _, _ in SCRIPTS}
    wrong: list[tuple[object, ...]] = []
    for language, sentence, said, unsaid in SCRIPTS:
        for word in said:
            found = await find_words(app.db, as_creator(ada), word)
            mine = [moment for moment in found if moment.video_id == videos[language]]
            if (
                len(mine) != 1
                or mine[0].text != (sentence.replace(" ", "") if language == "my" else sentence)
                or not mine[0].highlights
            ):
                wrong.append((language, word, mine))
        for word in unsaid:
            found = await find_words(app.db, as_creator(ada), word)
            wrong += [(language, word, moment) for moment in found if moment.video_id == videos[language]]
    assert wrong == [], "\n".join(f"{w[0]} {w[1]} {w[2]}" for w in wrong)


async def test_the_word_itself_is_marked(app: App, ada: CreatorId) -> None:
    await a_talk_in(app, ada, "zh", "所以先让牛奶凉下来。")
    [moment] = await find_words(app.db, as_creator(ada), "牛奶")
    assert [moment.text[begin:end] for begin, end in moment.highlights] == ["牛奶"]


async def test_a_word_that_is_everywhere_is_found_whole(app: App, ada: CreatorId) -> None:
    await a_talk_in(app, ada, "ru", "Чтобы хлеб держал форму, сначала остудите молоко.")
    assert await find_words(app.db, as_creator(ada), "что") == []


@pytest.mark.parametrize(("language", "sentence", "question"), UNANSWERED)
async def test_what_shares_no_words_is_not_covered_in_other_languages(
    app: App, ada: CreatorId, language: str, sentence: str, question: str
) -> None:
    await a_talk_in(app, ada, language, sentence)
    found = await find_moments(app.db, replace(app.engine, cache=None), as_creator(ada), question)
    assert found.verdict == "not_covered"


@pytest.mark.parametrize(("language", "sentence", "question"), ANSWERED)
async def test_shared_words_answer_in_other_languages(
    app: App, ada: CreatorId, language: str, sentence: str, question: str
) -> None:
    await a_talk_in(app, ada, language, sentence)
    found = await find_moments(app.db, replace(app.engine, cache=None), as_creator(ada), question)
    assert found.verdict != "not_covered"
    assert found.moments[0].text == sentence
