"""Old encodings are detected without a doubt, or not at all."""

import pytest

from chronos.videos.caption_files.detect_encoding import detect_encoding, has_impossible_characters
from tests.texts_by_language import TEXTS

# The same two sentences on dough and oven; each language in the encodings in which its captions were written.
SAMPLES = {
    "ru": (
        "Тесто должно отдохнуть одну ночь. Печь должна быть очень горячей, чтобы хлеб поднялся.",
        "cp1251 koi8-r cp866 iso8859-5",
    ),
    "uk": ("Тісто має відпочити цілу ніч. Піч повинна бути дуже гарячою, щоб хліб піднявся.", "cp1251 koi8-u"),
    "bg": ("Тестото трябва да почине една нощ. Фурната трябва да бъде много гореща.", "cp1251"),
    "sr": ("Тесто мора да одмори целу ноћ. Пећ мора бити веома врућа.", "cp1251"),
    "pl": ("Ciasto musi odpocząć całą noc. Piec musi być bardzo gorący, żeby źdźbło.", "cp1250 iso8859-2"),
    "cs": ("Těsto musí odpočívat celou noc. Trouba musí být velmi horká, aby chléb vykynul.", "cp1250 iso8859-2"),
    "hu": ("A tésztának egész éjszaka pihennie kell. A sütőnek nagyon forrónak kell lennie.", "cp1250 iso8859-2"),
    "hr": ("Tijesto se mora odmarati cijelu noć. Pećnica mora biti vrlo vruća, a štednjak čist.", "cp1250"),
    "de": (
        "Der Teig muss eine Nacht ruhen. Der Ofen muss sehr heiß sein, damit das Brot schön aufgeht.",
        "cp1252 iso8859-15",
    ),
    "fr": (
        "La pâte doit reposer toute une nuit. Le four doit être très chaud pour que le pain lève.",
        "cp1252 iso8859-15",
    ),
    "es": ("La masa debe reposar una noche. El horno debe estar muy caliente para que el pan suba; ¿mañana?", "cp1252"),
    "pt": ("A massa deve descansar uma noite. O forno deve estar muito quente para que o pão não seque.", "cp1252"),
    "sv": ("Degen måste vila en natt. Ugnen måste vara mycket varm för att brödet ska jäsa.", "cp1252"),
    "da": ("Dejen skal hvile en nat. Ovnen skal være meget varm, så brødet hæver ordentligt på pladen.", "cp1252"),
    "it": (
        "L'impasto deve riposare una notte. Il forno deve essere molto caldo, perché così il pane è più buono.",
        "cp1252",
    ),
    "fi": ("Taikinan täytyy levätä yön yli. Uunin täytyy olla erittäin kuuma, jotta leipä nousee.", "cp1252"),
    "tr": (
        "Hamur bütün gece dinlenmeli. Fırın çok sıcak olmalı ki ekmek güzelce kabarsın, şimdi başlayalım.",
        "cp1254 iso8859-9",
    ),
    "el": ("Η ζύμη πρέπει να ξεκουραστεί μια νύχτα. Ο φούρνος πρέπει να είναι πολύ ζεστός.", "cp1253 iso8859-7"),
    "he": ("הבצק חייב לנוח לילה שלם. התנור חייב להיות חם מאוד כדי שהלחם יתפח.", "cp1255 iso8859-8"),
    "ar": ("يجب أن يرتاح العجين ليلة كاملة. يجب أن يكون الفرن ساخنا جدا.", "cp1256 iso8859-6"),
    "th": ("แป้งต้องพักหนึ่งคืน เตาอบต้องร้อนมากเพื่อให้ขนมปังขึ้น", "tis-620 cp874"),
    "lt": ("Tešla turi ilsėtis visą naktį. Krosnis turi būti labai karšta, kad duona iškiltų.", "cp1257"),
    "lv": ("Mīklai jāatpūšas visu nakti. Krāsnij jābūt ļoti karstai, lai maize uzrūgtu.", "cp1257"),
    "ja": (
        "生地を一日寝かせます。オーブンをとても熱くします。パンを焼いてください。",
        "euc-jp shift_jis cp932 iso2022_jp",
    ),
    "zh": ("面团需要放一夜。烤箱必须非常热，面包才能膨胀起来。", "gbk gb18030 gb2312"),
    "zh-TW": ("麵團要在冰箱裡放一晚。烤箱必須非常熱，麵包才會膨脹。", "big5 cp950"),
    "ko": ("반죽은 하룻밤 쉬어야 합니다. 오븐은 아주 뜨거워야 합니다.", "euc-kr cp949"),
}
CASES = [
    (language, text, encoding) for language, (text, encodings) in SAMPLES.items() for encoding in encodings.split()
]


def srt(text: str) -> str:
    return f"1\n00:00:01,000 --> 00:00:04,000\n{text}\n"


def detected(data: bytes, language: str | None = None) -> str | None:
    """The text as it is read; None when in doubt."""
    encoding = detect_encoding(data, language)
    return data.decode(encoding) if encoding is not None else None


@pytest.mark.parametrize(("language", "text", "encoding"), CASES)
def test_two_sentences_in_a_known_language_are_read_right(language: str, text: str, encoding: str) -> None:
    assert detected(srt(text).encode(encoding), language) == srt(text)


@pytest.mark.parametrize(("language", "text", "encoding"), CASES)
def test_some_words_are_read_right_or_not_at_all(language: str, text: str, encoding: str) -> None:
    words = text.split()
    for begin in range(0, len(words), 3):
        part = srt(" ".join(words[begin : begin + 4]))
        assert detected(part.encode(encoding)) in (part, None)
        assert detected(part.encode(encoding), language) in (part, None)


def test_most_languages_need_no_name() -> None:
    right = [detected(srt(text).encode(encoding)) == srt(text) for _, text, encoding in CASES]
    assert sum(right) >= 0.9 * len(right)


@pytest.mark.parametrize(
    "text",
    ["don’t you “think” so", "heat it to 200°C", "wait… what", "it costs 5 € or £4", "½ cup of flour",
     "the façade and a résumé",

     "we met in the café", "a – b — c", "Grüße…"],
)  # fmt: skip
def test_english_with_typography_is_read_right(text: str) -> None:
    assert detected(srt(text).encode("cp1252")) == srt(text)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe und Übermut tun selten gut, schöne Grüße aus München", "mac-roman"),
        ("été à la forêt, où l'élève reçoit", "mac-roman"),
        ("Größe und Übermut tun selten gut, schöne Grüße", "cp850"),
        ("Привет, это мой первый урок", "mac-cyrillic"),
    ],
)
def test_other_encodings_are_in_doubt(text: str, encoding: str) -> None:
    assert detected(srt(text).encode(encoding)) is None


@pytest.mark.parametrize(
    "encoding",
    ["mac_roman", "mac_latin2", "mac_turkish", "cp437", "cp737", "cp850", "cp852", "cp857", "cp862", "iso8859_3"],
)
def test_an_encoding_that_is_no_candidate_is_never_nonsense(encoding: str) -> None:
    for language, text in TEXTS.items():
        try:
            data = srt(text).encode(encoding)
        except UnicodeEncodeError:
            continue
        assert detected(data) in (None, srt(text)), language


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Mañana es otro día y el niño canta una canción", "mac_roman"),
        ("Mañana", "mac_roman"),
        ("הבצק חייב לנוח לילה שלם", "cp862"),
        ("prije nego što stavite kruh, Ľubica źle", "mac_latin2"),
    ],
)
def test_nonsense_is_refused(text: str, encoding: str) -> None:
    assert detected(srt(text).encode(encoding)) is None


@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "koi8_r"])
def test_russian_in_capitals(encoding: str) -> None:
    text = srt("ТЕСТО ДОЛЖНО ОТДОХНУТЬ ОДНУ НОЧЬ В ХОЛОДНОМ МЕСТЕ")
    assert detected(text.encode(encoding)) in (text, None)


def test_a_line_too_long_for_a_cue_is_not_read() -> None:
    text, encoding = SAMPLES["ru"][0], "cp1251"
    said = srt(text).encode(encoding)
    assert detect_encoding(b"\xe9" * 1_000_000 + b"\n" + said) == detect_encoding(said)
    assert detect_encoding(b"\xff" * 1_000_000) is None


@pytest.mark.parametrize("words", [4, 8, 40])
@pytest.mark.parametrize("language", ["ru", "bg", "mk", "sr", "uk", "be"])
def test_capitals_are_never_small_letters_of_another_encoding(language: str, words: int) -> None:
    text = " ".join(TEXTS[language].split()[:words]).upper()
    data = text.encode("cp1251")
    encoding = detect_encoding(data)
    assert encoding is None or data.decode(encoding) == text


@pytest.mark.parametrize(("language", "encoding"), [("fr", "cp1252"), ("ca", "cp1252"), ("sk", "cp1250")])
def test_the_language_of_a_sentence_outweighs_its_few_accents(language: str, encoding: str) -> None:
    data = TEXTS[language].encode(encoding)
    found = detect_encoding(data)
    assert found is not None
    assert data.decode(found) == TEXTS[language]


def test_controls_and_unassigned_characters_are_impossible() -> None:
    assert has_impossible_characters("a\x85b")
    assert has_impossible_characters("\ue000")
    assert not has_impossible_characters("Grüße\t\r\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The café owner changes the wheel of the car and then drives home again.", "cp437"),
        ("The café owner changes the wheel of the car and then drives home again.", "cp850"),
        ("Desserrez les écrous, puis élevez la voiture à côté du trottoir.", "cp850"),
    ],
)
def test_quotes_within_words_are_no_typography(text: str, encoding: str) -> None:
    assert detect_encoding(text.encode(encoding)) != "windows-1252"


@pytest.mark.parametrize("encoding", ["iso-8859-5", "mac_cyrillic", "cp1251", "koi8-r", "cp866"])
@pytest.mark.parametrize(
    "text",
    [
        "СЕГОДНЯ МЫ ПОГОВОРИМ О ТОМ, КАК УСТРОЕН ФОТОАППАРАТ",
        "ПРИВЕТ, МОИ ДОРОГИЕ ДРУЗЬЯ",
        "Сегодня мы поговорим о том, как устроен фотоаппарат. Я люблю землю и небо, тебя и меня.",
        "Днес ще говорим за това как работи фотоапаратът. Земята е моя и твоя",
    ],
)
def test_cyrillic_is_never_read_as_another_script(text: str, encoding: str) -> None:
    assert detected(srt(text).encode(encoding)) in (srt(text), None)
