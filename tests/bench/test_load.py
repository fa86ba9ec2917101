"""The load generator tells the truth: it reads what servers send, and a small load runs clean."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.dialect import MASK, Comentor, Peer, client_frame, split_frames
from bench.member import Member, Shared
from bench.rooms import measure
from bench.scenarios import Scenario
from bench.servers import Comentor as ComentorServer
from realtime.fanout.wire import frame, unmask

sentences = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(deadline=None)
@given(st.lists(sentences, max_size=4), st.integers(0, 2000))
def test_frames_are_split_wherever_the_network_cuts_them(texts: list[str], cut: int) -> None:
    data = b"".join(map(frame, texts))
    first, rest, _ = split_frames(data[:cut])
    second, rest, _ = split_frames(rest + data[cut:])
    assert first + second == texts
    assert rest == b""


@settings(deadline=None)
@given(sentences)
def test_a_client_masks_what_it_sends(text: str) -> None:
    raw = client_frame(text)
    size = len(text.encode())
    assert raw[1] & 0x80
    assert unmask(raw[-size:] if size else b"", MASK) == text.encode()


def test_a_goodbye_is_noticed() -> None:
    assert split_frames(frame("2") + b"\x88\x02\x03\xe8") == (["2"], b"", True)


def test_a_batch_of_changes_is_read_as_its_messages() -> None:
    packet = (
        '42/rooms,["changes",{"room":"r","since":6,"version":8,"items":'
        '[{"version":7,"html":"<p>#3 a</p>"},{"version":8,"html":"<p>not ours</p>"}]}]'
    )
    assert Comentor().messages(packet) == [(7, 3), (8, -1)]
    assert Peer().messages('42["chat",{"seq":"000000009","text":"#12 a"}]') == [(9, 12)]


def test_gaps_and_repetitions_are_counted() -> None:
    shared = Shared(Peer(), lambda *_: None, lambda *_: None)
    member = Member(shared, ("", 0), 0, "room", "")
    member.keep([(1, 0), (2, 0), (2, 0), (5, 0), (6, 0)])
    assert (member.last, member.repeated, member.disordered) == (6, 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "plan",
    [
        {"members": 40, "in_flight": 8},
        {"members": 40, "rate": 60.0},
        {"members": 40, "rate": 60.0, "cut": 30},
    ],
    ids=["closed loop", "open loop", "connections cut"],
)
def test_a_small_load_on_the_real_server_loses_and_doubles_nothing(
    tmp_path: Path, plan: dict[str, float]
) -> None:
    ours = ComentorServer(tmp_path, members=40)
    measured = measure(ours, Scenario("small", plan, "p99", ""), seconds=1.0)
    assert measured["deliveries"] > 0
    assert (measured["lost"], measured["disordered"], measured["refused"]) == (0, 0, 0)
