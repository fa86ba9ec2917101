"""Frames are those of RFC 6455, and strict JSON is JSON."""

import json
import math
import struct

import pytest
from engineio import packet as engineio_packet
from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import Packet

from realtime.engine import on_eventlet
from realtime.fanout.driver import ByteBudget
from realtime.fanout.wire import frame, framed, unmask
from realtime.strict import BadPacket, StrictJson, StrictPacket

sentences = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
plain = st.recursive(
    st.none() | st.booleans() | numbers | sentences,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(sentences, inner, max_size=4),
    max_leaves=12,
)


def parse(raw: bytes) -> tuple[int, str, bytes]:
    """Read one unmasked frame as section 5.2 of the RFC says: opcode, text, what follows."""
    first, length = raw[0], raw[1]
    at = 2
    if length == 126:
        (length,) = struct.unpack_from("!H", raw, at)
        at += 2
    elif length == 127:
        (length,) = struct.unpack_from("!Q", raw, at)
        at += 8
    return first, raw[at : at + length].decode(), raw[at + length :]


@given(sentences)
def test_a_frame_is_final_text_and_carries_every_character(text: str) -> None:
    assert parse(frame(text)) == (0x81, text, b"")


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
def test_each_length_is_written_in_its_shortest_form(size: int) -> None:
    raw = frame("x" * size)
    head = 2 if size < 126 else 4 if size < 65_536 else 10
    assert len(raw) == head + size
    assert parse(raw) == (0x81, "x" * size, b"")


@given(st.lists(sentences, min_size=1, max_size=5))
def test_frames_joined_are_read_one_by_one(texts: list[str]) -> None:
    rest = b"".join(map(frame, texts))
    for text in texts:
        _, read, rest = parse(rest)
        assert read == text
    assert rest == b""


@given(st.binary(max_size=500), st.binary(min_size=4, max_size=4), st.integers(0, 9))
def test_a_mask_is_undone_as_the_library_undoes_it(data: bytes, mask: bytes, offset: int) -> None:
    expected = on_eventlet.WebSocket._apply_mask(data, mask, len(data), offset)
    assert unmask(data, tuple(mask), len(data), offset) == expected


@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4))
def test_masking_twice_changes_nothing(data: bytes, mask: bytes) -> None:
    assert unmask(unmask(data, mask), mask) == data


@given(sentences)
def test_a_packet_is_framed_once_and_still_reads_as_text(text: str) -> None:
    packet = engineio_packet.Packet(engineio_packet.MESSAGE, text)
    raw = framed(packet)
    assert framed(packet) is raw
    assert packet.encode() == "4" + text
    assert parse(raw)[1] == "4" + text


@given(plain)
def test_json_is_what_the_standard_library_reads_and_writes(value: object) -> None:
    assert json.loads(StrictJson.dumps(value, separators=(",", ":"))) == value
    assert StrictJson.loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    "text", ["NaN", "[Infinity]", '{"a": -Infinity}', '"\\ud800"', "1e999", "[1,]", "", "[" * 5000]
)
def test_what_browsers_cannot_read_is_not_read_either(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        StrictJson.loads(text)


@pytest.mark.parametrize("value", [math.nan, math.inf, {"a": [1, -math.inf]}, ("x", [math.nan])])
def test_a_number_that_is_none_is_never_sent(value: object) -> None:
    with pytest.raises(ValueError, match="not JSON"):
        StrictJson.dumps(value)


def test_half_a_character_is_never_sent() -> None:
    with pytest.raises(TypeError):
        StrictJson.dumps({"body": "\ud83d"})


@pytest.mark.parametrize(
    "text",
    [
        '2["connect",{}]',
        '2/rooms,7["disconnect"]',
        "2[]",
        "2{}",
        "2[1]",
        '2[null,"x"]',
        "2",
        '2["say",{"n":NaN}]',
        '2["say","\\ud800"]',
        '51-["say",{"_placeholder":true,"num":0}]',
        "61-[]",
        "4{}",
        "7[]",
        "x",
        "3[]",
        "0[1]",
        "2" + "9" * 200 + '["say"]',
    ],
)
def test_a_packet_of_the_wrong_shape_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadPacket):
        StrictPacket(encoded_packet=text)


def test_a_bad_event_can_be_answered() -> None:
    with pytest.raises(BadPacket) as caught:
        StrictPacket(encoded_packet='2/rooms,7["say",NaN]')
    assert (caught.value.namespace, caught.value.number) == ("/rooms", 7)


@given(st.text(min_size=1, max_size=60) | st.from_regex(r"[0-6]-?/?[0-9]*[\[{].*", fullmatch=True))
def test_no_text_whatever_raises_anything_else(text: str) -> None:
    try:
        StrictPacket(encoded_packet=text)
    except BadPacket:
        return
    again = Packet(encoded_packet=text)
    assert again.packet_type in (0, 1, 2, 3)


def test_a_byte_budget_fills_again() -> None:
    budget = ByteBudget(rate=1_000_000, burst=100)
    assert budget.allows(100)
    assert not budget.allows(10_000)
    generous = ByteBudget(rate=1e12, burst=100)
    assert all(generous.allows(90) for _ in range(50))
