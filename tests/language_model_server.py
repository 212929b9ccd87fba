"""A server of language models on this machine that speaks the real wire forms of Anthropic and of OpenAI."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Dialect = Literal["anthropic", "openai"]
Place = tuple[int, int, int]  # of a citation: passage, first and last sentence, from 0
MODEL = "a-model"
KEY = "key-of-the-test"


@dataclass(frozen=True)
class Script:
    """What the model says: texts, each with what it rests on; `usage`: input, output, cache write, cache read."""

    said: Sequence[tuple[str, Sequence[Place]]] = (("Yeast makes it rise.", [(0, 0, 0)]),)
    thinking: str = ""
    stop: str = "end"
    usage: tuple[int, int, int, int] = (1000, 57, 0, 0)
    part_length: int = 5  # characters in one event


@dataclass(frozen=True)
class Reply:
    """How to answer one request: a script, an error by its status, or events as they are.

    `events_sent`: how many of the events, None for all; after them the connection is cut, unless `is_held`: then it
    stays open and silent until the server closes. `error_after`: an event of an error follows them. `late_seconds`: of
    the first byte.
    """

    script: Script = Script()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    error_type: str | None = None
    message: str = "Scripted."
    events: Sequence[str] | None = None
    events_sent: int | None = None
    error_after: str | None = None
    is_held: bool = False
    late_seconds: float = 0.0


@dataclass
class LanguageModelServer:
    """Answers requests by `replies` in turn, the last one again and again; keeps what it was sent."""

    url: str = ""
    replies: list[Reply] = field(default_factory=lambda: [Reply()])
    requests: list[dict[str, Any]] = field(default_factory=list)
    models: list[dict[str, Any]] = field(default_factory=lambda: [{"id": MODEL}])
    is_closing: threading.Event = field(default_factory=threading.Event)
    was_left: threading.Event = field(default_factory=threading.Event)  # a client closed its connection too early

    stop: Callable[[], None] = lambda: None

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def language_model_server() -> Iterator[LanguageModelServer]:
    """A running server; Anthropic's API is at `url`, OpenAI's at `url`/v1."""
    kept = LanguageModelServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"kept": kept}))
    server.daemon_threads = True
    kept.url = f"http://127.0.0.1:{server.server_address[1]}"
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()

    def stop() -> None:
        kept.is_closing.set()
        server.shutdown()
        running.join()
        server.server_close()

    kept.stop = stop
    try:
        yield kept
    finally:
        stop()


def events_of(dialect: Dialect, script: Script) -> list[str]:
    """Return the events of a script as they go over the wire."""
    return list(_anthropic_events(script) if dialect == "anthropic" else _openai_events(script))


def _anthropic_events(script: Script) -> Iterator[str]:
    read, _, written, from_cache = script.usage
    usage = {"input_tokens": read, "cache_creation_input_tokens": written, "cache_read_input_tokens": from_cache}
    message: dict[str, Any] = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": MODEL, "content": [], "stop_reason": None,
        "stop_sequence": None, "usage": {**usage, "output_tokens": 1},
    }  # fmt: skip
    yield _event({"type": "message_start", "message": message})
    yield _event({"type": "ping"})
    index = 0
    deltas: list[dict[str, Any]]
    if script.thinking:
        deltas = [{"type": "thinking_delta", "thinking": part} for part in _parts(script, script.thinking)]
        deltas.append({"type": "signature_delta", "signature": "c2lnbmVk"})
        yield from _block(index, {"type": "thinking", "thinking": "", "signature": ""}, deltas)
        index += 1
    for text, places in script.said:
        deltas = [{"type": "text_delta", "text": part} for part in _parts(script, text)]
        # Before the words or after them: both occur.
        cited = [{"type": "citations_delta", "citation": _location(place)} for place in places]
        deltas = [*deltas[:1], *cited, *deltas[1:]] if index % 2 else [*deltas, *cited]
        yield from _block(index, {"type": "text", "text": "", **({"citations": []} if places else {})}, deltas)
        index += 1
    reasons = {"end": "end_turn", "context_exceeded": "model_context_window_exceeded"}
    delta = {"stop_reason": reasons.get(script.stop, script.stop), "stop_sequence": None}
    yield _event({"type": "message_delta", "delta": delta, "usage": {**usage, "output_tokens": script.usage[1]}})
    yield _event({"type": "message_stop"})


def _block(index: int, block: dict[str, Any], deltas: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield _event({"type": "content_block_start", "index": index, "content_block": block})
    for delta in deltas:
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
    yield _event({"type": "content_block_stop", "index": index})


def _location(place: Place) -> dict[str, Any]:
    passage, first, last = place
    return {
        "type": "search_result_location", "cited_text": "…", "source": f"passage-{passage + 1}", "title": "Bread",
        "search_result_index": passage, "start_block_index": first, "end_block_index": last + 1,
    }  # fmt: skip


def _event(data: dict[str, Any]) -> str:
    return f"event: {data['type']}\ndata: {json.dumps(data)}\n\n"


def _openai_events(script: Script) -> Iterator[str]:
    yield _chunk({"role": "assistant", "content": ""})
    for part in _parts(script, script.thinking):
        yield _chunk({"reasoning_content": part})
    text = "".join(said + "".join(_marker(place) for place in places) for said, places in script.said)
    for part in _parts(script, text):
        yield _chunk({"content": part})
    reasons = {"end": "stop", "max_tokens": "length", "refusal": "content_filter", "context_exceeded": "length"}
    yield _chunk({}, reasons[script.stop])
    read, output, written, from_cache = script.usage
    prompt = read + written + from_cache
    usage = {
        "prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
        "prompt_tokens_details": {"cached_tokens": from_cache, "cache_write_tokens": written},
    }  # fmt: skip
    yield _chunk(None, usage=usage)
    yield "data: [DONE]\n\n"


def _marker(place: Place) -> str:
    passage, first, last = (number + 1 for number in place)
    return f" [{passage}.{first}]" if first == last else f" [{passage}.{first}-{last}]"


def _chunk(delta: dict[str, Any] | None, reason: str | None = None, usage: dict[str, Any] | None = None) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]
    data = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": choices}
    return f"data: {json.dumps({**data, 'usage': usage})}\n\n"


def _parts(script: Script, text: str) -> list[str]:
    return [text[at : at + script.part_length] for at in range(0, len(text), script.part_length)]


_TYPES: Mapping[Dialect, Mapping[int, str]] = {
    "anthropic": {
        400: "invalid_request_error", 401: "authentication_error", 402: "billing_error", 403: "permission_error",
        404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error", 500: "api_error",
        529: "overloaded_error",
    },
    "openai": {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded", 500: "server_error"},
}  # fmt: skip


def _error_body(dialect: Dialect, reply: Reply) -> dict[str, Any]:
    kind = reply.error_type or _TYPES[dialect].get(reply.status)
    if dialect == "anthropic":
        return {"type": "error", "error": {"type": kind, "message": reply.message}, "request_id": "req_1"}
    error = {"message": reply.message, "type": "invalid_request_error", "param": None, "code": kind}
    return {"error": error}


def _refusal(dialect: Dialect, headers: Message, body: dict[str, Any]) -> str | None:
    """Return why the real server would refuse the request."""
    if not headers.get("Authorization", "").startswith("Bearer "):
        return "missing header"
    if dialect == "anthropic":
        if "anthropic-version" not in headers:
            return "missing header"
        if body.keys() - {"model", "max_tokens", "system", "messages", "stream"}:
            return "unknown field"
        blocks = [block for turn in body["messages"] if isinstance(turn["content"], list) for block in turn["content"]]
        texts = [text for block in blocks for text in block.get("content", [block])]
        return None if all(text["text"].strip() for text in texts) else "text content blocks must be non-empty"
    return None if body["stream_options"] == {"include_usage": True} else "no usage"


class _Handler(BaseHTTPRequestHandler):
    kept: LanguageModelServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        reply = self.kept.replies[0]
        dialect: Dialect = "anthropic" if "anthropic-version" in self.headers else "openai"
        if reply.status != 200:
            return self._answer(reply.status, _error_body(dialect, reply), reply.headers)
        if dialect == "anthropic":
            shown = [_anthropic_model(model) for model in self.kept.models]
            page = {"data": shown, "has_more": False, "first_id": None, "last_id": None}
            return self._answer(200, page, {})
        shown = [{"object": "model", "created": 1, "owned_by": "us", **model} for model in self.kept.models]
        return self._answer(200, {"object": "list", "data": shown}, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        dialect: Dialect = "anthropic" if self.path.partition("?")[0] == "/v1/messages" else "openai"
        self.kept.requests.append(body)
        reply = self.kept.next_reply()
        if refusal := _refusal(dialect, self.headers, body):
            reply = Reply(status=400, message=refusal)
        self.kept.is_closing.wait(reply.late_seconds)
        if reply.status != 200:
            self._answer(reply.status, _error_body(dialect, reply), reply.headers)
            return
        try:
            self._stream(dialect, reply)
        except OSError:
            self.kept.was_left.set()

    def _answer(self, status: int, body: dict[str, Any], headers: Mapping[str, str]) -> None:
        raw = json.dumps(body).encode()
        with suppress(OSError):
            self.send_response(status)
            for name, value in {"content-type": "application/json", "content-length": str(len(raw)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

    def _stream(self, dialect: Dialect, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        events = list(reply.events) if reply.events is not None else events_of(dialect, reply.script)
        for event in events[: reply.events_sent]:
            self._write(event)
        if reply.error_after:
            body = _error_body(dialect, Reply(error_type=reply.error_after))
            self._write(
                f"event: error\ndata: {json.dumps(body)}\n\n"
                if dialect == "anthropic"
                else f"data: {json.dumps(body)}\n\n"
            )
        while reply.is_held and not self.kept.is_closing.wait(0.02):
            self._write(": held\n\n")
        if reply.events_sent is None:
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.close_connection = True  # without the last chunk: cut

    def _write(self, event: str) -> None:
        raw = event.encode()
        self.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        self.wfile.flush()


def _anthropic_model(model: dict[str, Any]) -> dict[str, Any]:
    known = {
        "type": "model", "display_name": model["id"], "created_at": "2026-01-01T00:00:00Z", "lifecycle": "active",
        "deprecated_at": None, "retires_at": None,
    }  # fmt: skip
    return known | model
