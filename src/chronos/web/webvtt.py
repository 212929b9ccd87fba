"""The response that carries captions."""

from starlette.responses import PlainTextResponse


class WebVTT(PlainTextResponse):
    """Captions in WebVTT."""

    media_type = "text/vtt"
