"""Pictures of real files, taken by the confined decoder."""

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chronos.errors import Invalid
from chronos.providers.speech.media import Pictures, draw_image, probe, take_pictures, take_poster
from tests.media import a_film, blurred, encoded, plain, read_picture, record, stripes, tone, truncated

COLOURS = [(200, 30, 30), (30, 200, 30), (30, 30, 200), (200, 200, 30), (200, 30, 200)]


def colour_at(second: float) -> NDArray[np.uint8]:
    """Another colour every five seconds."""
    return plain(*COLOURS[int(second / 5) % len(COLOURS)])


def tiles_of(pictures: Pictures) -> list[NDArray[np.uint8]]:
    """The small pictures in their order."""
    found = []
    for sheet in map(read_picture, pictures.sheets):
        rows, columns = sheet.shape[0] // 90, sheet.shape[1] // 160
        found += [sheet[y * 90 : y * 90 + 90, x * 160 : x * 160 + 160] for y in range(rows) for x in range(columns)]
    return found[: pictures.tiles]


def taken(path: Path) -> Pictures:
    pictures = take_pictures(path, probe(path).duration_seconds)
    assert pictures is not None
    return pictures


FORMS = [
    ("mp4", "libx264", "yuv420p"),
    ("mp4", "libx264", "yuv420p10le"),
    ("mp4", "libx265", "yuv420p"),
    ("mov", "prores_ks", "yuv422p10le"),
    ("mov", "mjpeg", "yuvj420p"),
    ("mp4", "mpeg4", "yuv420p"),
    ("mkv", "libx264", "yuv420p"),
    ("webm", "libvpx", "yuv420p"),
    ("webm", "libvpx-vp9", "yuv420p"),
    ("webm", "libsvtav1", "yuv420p"),
]


@pytest.mark.parametrize(("ending", "codec", "pixels"), FORMS)
def test_each_small_picture_shows_its_second(tmp_path: Path, ending: str, codec: str, pixels: str) -> None:
    pictures = taken(a_film(tmp_path / f"x.{ending}", colour_at, 23, codec=codec, pixels=pixels))
    assert (pictures.tiles, pictures.seconds_between) == (5, 5.0)
    assert read_picture(pictures.sheets[0]).shape == (90, 800, 3)
    for number, tile in enumerate(tiles_of(pictures)):
        assert tile.mean(axis=(0, 1)) == pytest.approx(COLOURS[number], abs=30)


def test_a_recording_with_one_key_frame_has_all_its_pictures(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.webm", colour_at, 150, codec="libvpx", options={"g": "100000", "deadline": "realtime"})
    pictures = taken(path)
    assert pictures.tiles == 30
    for number, tile in enumerate(tiles_of(pictures)):
        assert tile.mean(axis=(0, 1)) == pytest.approx(COLOURS[number % 5], abs=40)


def test_more_than_a_hundred_take_another_sheet(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.mp4", colour_at, 523, rate=1)
    pictures = taken(path)
    assert (pictures.tiles, len(pictures.sheets)) == (105, 2)
    assert [read_picture(sheet).shape for sheet in pictures.sheets] == [(900, 1600, 3), (90, 800, 3)]
    for number, tile in enumerate(tiles_of(pictures)):
        assert tile.mean(axis=(0, 1)) == pytest.approx(COLOURS[number % 5], abs=40)


def test_poster_is_neither_black_nor_blurred(tmp_path: Path) -> None:
    """Ten seconds of black, a blurred scene, a sharp one for a second, and one without anything in it."""
    sharp = stripes(width=640, height=360)

    def paint(second: float) -> NDArray[np.uint8]:
        if second < 10:
            return plain(0, 0, 0, width=640, height=360)
        if second < 20:
            return blurred(sharp)
        return sharp if second < 22 else plain(250, 250, 250, width=640, height=360)

    poster = taken(a_film(tmp_path / "x.mp4", paint, 40)).poster
    assert 20 <= poster.seconds < 22
    assert read_picture(poster.content).shape == (360, 640, 3)
    assert np.abs(read_picture(poster.content).astype(int) - sharp).mean() < 8


def test_short_film_that_fades_in_has_a_poster(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.mp4", lambda second: stripes() if second > 1.5 else plain(0, 0, 0), 4)
    assert taken(path).poster.seconds > 1.5


def test_black_film_has_a_poster_too(tmp_path: Path) -> None:
    assert read_picture(taken(a_film(tmp_path / "x.mp4", lambda _: plain(0, 0, 0), 6)).poster.content).mean() < 5


def test_large_pictures_are_made_smaller(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.mp4", lambda _: stripes(width=1920, height=1080), 1, options={"preset": "ultrafast"})
    assert read_picture(taken(path).poster.content).shape == (720, 1280, 3)


def test_upright_film_stands_between_bars(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.mp4", lambda _: plain(200, 200, 200, width=360, height=640), 1)
    pictures = taken(path)
    assert read_picture(pictures.poster.content).shape == (640, 360, 3)
    [tile] = tiles_of(pictures)
    assert tile[:, 60:100].mean() > 180
    assert tile[:, :50].mean() < 10
    assert tile[:, 110:].mean() < 10


def test_film_of_a_turned_phone_is_upright(tmp_path: Path) -> None:
    """Phones store what they filmed lying, and a matrix in the header that turns it by 90° clockwise."""

    def paint(_: float) -> NDArray[np.uint8]:
        picture = plain(30, 30, 200, width=320, height=180)
        picture[:, :160] = (200, 30, 30)  # the left half becomes the upper one
        return picture

    path = a_film(tmp_path / "x.mp4", paint, 1)
    content = path.read_bytes()  # ISO/IEC 14496-12 §8.3.2: the matrix in the header of the track
    begin = content.index(b"tkhd") + 44
    turn = [0, 1 << 16, 0, -(1 << 16), 0, 0, 180 << 16, 0, 1 << 30]
    matrix = b"".join(number.to_bytes(4, signed=True) for number in turn)
    path.write_bytes(content[:begin] + matrix + content[begin + 36 :])
    poster = read_picture(taken(path).poster.content)
    assert poster.shape == (320, 180, 3)
    assert poster[:150].mean(axis=(0, 1)) == pytest.approx((200, 30, 30), abs=25)
    assert poster[170:].mean(axis=(0, 1)) == pytest.approx((30, 30, 200), abs=25)


def test_sound_alone_has_no_pictures(tmp_path: Path) -> None:
    for name in ("x.mp3", "x.m4a"):
        path = record(tmp_path / name, [tone(3)])
        assert take_pictures(path, 3.0) is None
        assert take_poster(path, 1.0) is None


def test_cut_and_damaged_files_have_the_pictures_that_are_there(tmp_path: Path) -> None:
    whole = a_film(tmp_path / "x.webm", colour_at, 20, codec="libvpx")
    pictures = take_pictures(truncated(whole, tmp_path / "cut.webm", 0.6), 20.0)
    assert pictures is not None
    assert pictures.tiles == 4
    assert tiles_of(pictures)[0].mean(axis=(0, 1)) == pytest.approx(COLOURS[0], abs=30)


def test_hostile_files_are_refused_in_a_sentence(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, 60_000, np.uint8).tobytes()
    whole = a_film(tmp_path / "x.mp4", colour_at, 5).read_bytes()
    begin, end = whole.index(b"mdat") + 4, whole.index(b"moov") - 4
    scrambled = whole[:begin] + (noise * 20)[: end - begin] + whole[end:]
    for content in (scrambled, noise, b"ffconcat version 1.0\nfile /etc/passwd\n"):
        with pytest.raises(Invalid):
            take_pictures(io.BytesIO(content), 5.0)


def test_codec_that_is_not_decoded_is_named(tmp_path: Path) -> None:
    path = a_film(tmp_path / "x.mkv", colour_at, 1, codec="ffv1")
    with pytest.raises(Invalid, match="ffv1") as refused:
        take_pictures(path, 1.0)
    assert refused.value.code == "codec_unknown"


@pytest.mark.parametrize(("ending", "codec"), [("mp4", "libx264"), ("webm", "libvpx"), ("mkv", "libx264")])
def test_poster_of_a_second_shows_that_second(tmp_path: Path, ending: str, codec: str) -> None:
    path = a_film(tmp_path / f"x.{ending}", colour_at, 20, codec=codec, options={"g": "1000"})
    for second, colour in ((0.0, 0), (4.85, 0), (5.0, 1), (14.95, 2), (15.05, 3), (20.0, 3), (1e6, 3)):
        poster = take_poster(path, second)
        assert poster is not None
        assert read_picture(poster.content).mean(axis=(0, 1)) == pytest.approx(COLOURS[colour], abs=30), second
        assert poster.seconds <= second + 0.02


@pytest.mark.parametrize("codec", ["mjpeg", "png", "libwebp"])
def test_uploaded_image_is_drawn_anew(codec: str) -> None:
    image = stripes(width=1600, height=1200, every=100)
    drawn = draw_image(io.BytesIO(encoded(image, codec)))
    assert drawn[8:12] == b"WEBP"
    picture = read_picture(drawn)
    assert picture.shape == (720, 960, 3)
    assert picture[:, 5:55].mean() == pytest.approx(40, abs=10)


def test_image_is_no_more_than_its_pixels() -> None:
    """The EXIF data of a photo tell where it was taken."""
    jpeg = encoded(stripes(), "mjpeg")
    secret = b"Exif\0\0GPS 52.5200 13.4050"
    marked = jpeg[:2] + b"\xff\xe1" + (len(secret) + 2).to_bytes(2) + secret + jpeg[2:] + b"<script>alert(1)</script>"
    drawn = draw_image(io.BytesIO(marked))
    assert b"GPS" not in drawn
    assert b"script" not in drawn


def test_other_files_are_no_images(tmp_path: Path) -> None:
    film = a_film(tmp_path / "x.mp4", colour_at, 1).read_bytes()
    for content in (film, encoded(stripes(), "gif"), b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"RIFF"):
        with pytest.raises(Invalid) as refused:
            draw_image(io.BytesIO(content))
        assert refused.value.code == "picture_unknown"
    png = encoded(stripes(), "png")
    for content in (png[:60], png[:33] + bytes(200), b"\xff\xd8\xff\xe0", b"RIFF\x40\0\0\0WEBPVP8 "):
        with pytest.raises(Invalid) as refused:
            draw_image(io.BytesIO(content))
        assert refused.value.code == "picture_damaged", content[:8]


def test_image_of_enormous_size_is_refused() -> None:
    """A header may declare any size; the decoder may use one gigabyte."""
    png = bytearray(encoded(stripes(), "png"))
    png[16:24] = (60_000).to_bytes(4) + (60_000).to_bytes(4)
    png[29:33] = zlib.crc32(bytes(png[12:29])).to_bytes(4)
    with pytest.raises(Invalid) as refused:
        draw_image(io.BytesIO(bytes(png)))
    assert refused.value.code in {"picture_damaged", "decoder_stopped"}
