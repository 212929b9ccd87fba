"""Media: hosted videos of the simulated Whop as Mux streams them: a signed playlist of qualities, pieces, captions."""

import secrets
from pathlib import Path

import av
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from chronos.whop.simulator.courses import SimulatedLesson
from chronos.whop.simulator.state import Media, Simulator

PIECE_SECONDS = 4
_TYPE = "application/vnd.apple.mpegurl"


def host_video(simulator: Simulator, lesson: SimulatedLesson, folder: Path) -> None:
    """Cut the lesson's file (H.264 and AAC) into pieces in `folder`, and stream them from now on. Blocking."""
    assert lesson.file is not None  # noqa: S101 - the caller chose one with a file
    folder.mkdir(parents=True, exist_ok=True)
    options = {"hls_time": str(PIECE_SECONDS), "hls_playlist_type": "vod"}
    options["hls_segment_filename"] = str(folder / "piece-%d.ts")
    with (
        av.open(str(lesson.file)) as source,
        av.open(str(folder / "rendition.m3u8"), "w", format="hls", options=options) as output,
    ):
        targets = {stream: output.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux(*targets):
            if packet.dts is not None:
                packet.stream = targets[packet.stream]
                output.mux(packet)
    lines = ["#EXTM3U", "#EXT-X-VERSION:3"]
    captions = ""
    if lesson.captions is not None:
        (folder / "captions.vtt").write_text(lesson.captions)
        pieces = ["#EXTM3U", "#EXT-X-TARGETDURATION:86400", "#EXTINF:86400,", "captions.vtt", "#EXT-X-ENDLIST"]
        (folder / "captions.m3u8").write_text("\n".join(pieces))
        address = f"play-{lesson.id}/captions.m3u8"
        lines.append(
            f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="{address}"'
        )
        captions = ',SUBTITLES="subs"'
    lines += [f"#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=640x360{captions}", f"play-{lesson.id}/rendition.m3u8"]
    (folder / "master.m3u8").write_text("\n".join(lines))
    simulator.media[f"play-{lesson.id}"] = Media(folder, secrets.token_urlsafe(16))


async def show_master(request: Request) -> Response:
    """GET /media/{id}.m3u8 with the token of the lesson."""
    media = _simulator(request).media.get(request.path_params["playback_id"])
    if media is None or request.query_params.get("token") != media.token:
        return PlainTextResponse("Forbidden", 403)
    return FileResponse(media.folder / "master.m3u8", media_type=_TYPE)


async def show_piece(request: Request) -> Response:
    """GET /media/{id}/{name}: what the playlist names."""
    media = _simulator(request).media.get(request.path_params["playback_id"])
    names = {path.name: path for path in media.folder.iterdir()} if media is not None else {}
    name = request.path_params["name"]
    if name not in names:
        return PlainTextResponse("Not Found", 404)
    return FileResponse(names[name], media_type=_TYPE if name.endswith(".m3u8") else "application/octet-stream")


def _simulator(request: Request) -> Simulator:
    found: Simulator = request.app.state.simulator
    return found


ROUTES = [
    Route("/media/{playback_id}.m3u8", show_master),
    Route("/media/{playback_id}/{name}", show_piece),
]
