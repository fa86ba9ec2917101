"""A new block ends what waits between two people, and tells neither of them."""

import pytest

from community.access.ask_rules import AskState, AskTo
from community.access.blocks import BlockKind
from community.asks.models import TurnState
from community.core import clock
from community.members.blocking import keep_apart, let_be
from tests.asks.asking import after, ask_of, look, put, rests, state, teach, turns
from tests.doing import do
from tests.town import Town


@pytest.mark.parametrize("by_the_asker", [True, False])
def test_a_block_between_them_gives_the_ask_back(town: Town, by_the_asker: bool) -> None:
    ask, other = ask_of(town.hana, town.milo), ask_of(town.hana, town.otto)
    one, two = (town.hana, town.milo) if by_the_asker else (town.milo, town.hana)
    do(one, keep_apart, two.id, BlockKind.BLOCK)
    assert turns(ask) == {town.milo.id: TurnState.LET_GO}
    look(clock.now())
    assert (state(ask), state(other)) == (AskState.BACK, AskState.WAITING)
    do(one, let_be, two.id)
    assert turns(ask) == {town.milo.id: TurnState.LET_GO}
    assert not rests(town.milo)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_others_who_were_asked_keep_their_turn(town: Town) -> None:
    teach(town.milo, town.otto)
    ask = put(town.hana, AskTo.SKILL)
    do(town.milo, keep_apart, town.hana.id, BlockKind.BLOCK)
    look(clock.now())
    assert turns(ask) == {town.milo.id: TurnState.LET_GO, town.otto.id: TurnState.WAITING}
    assert state(ask) is AskState.WAITING
    look(after(ask, hours=49))
    look(after(ask, days=5, minutes=1))
    assert turns(ask)[town.otto.id] is TurnState.SILENT
    assert state(ask) is AskState.BACK


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mute_ends_nothing(town: Town) -> None:
    ask = ask_of(town.hana, town.milo)
    do(town.milo, keep_apart, town.hana.id, BlockKind.MUTE)
    look(clock.now())
    assert turns(ask) == {town.milo.id: TurnState.WAITING}
