"""Frames pass whole, or the channel is closed."""

import os

import pytest

from chronos.providers.speech.media.channel import BLOCK, MAX_FRAME_BYTES, READ, Closed, receive_frame, send_frame


def test_frames_arrive_in_order() -> None:
    source, target = os.pipe()
    send_frame(target, READ, b"abc")
    send_frame(target, BLOCK)
    assert [receive_frame(source), receive_frame(source)] == [(READ, b"abc"), (BLOCK, b"")]


@pytest.mark.parametrize("content", [b"", b"r\0", b"r\0\0\0\x05abc", b"s" + (MAX_FRAME_BYTES + 1).to_bytes(4)])
def test_cut_and_excessive_frames_close_the_channel(content: bytes) -> None:
    source, target = os.pipe()
    os.write(target, content)
    os.close(target)
    with pytest.raises(Closed):
        receive_frame(source)
