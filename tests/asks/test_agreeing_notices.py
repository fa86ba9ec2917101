"""Whoever is to agree that an answer is kept hears of it, until that is decided."""

import pytest

from community.asks.actions import keeping
from community.notifications.models import NoticeKind as K
from tests.asks.asking import answer, ask_of
from tests.asks.test_notices import ON_ONE, deliver, told, unread
from tests.doing import do
from tests.town import Town


@ON_ONE
@pytest.mark.parametrize("yes", [True, False])
def test_who_is_to_agree_hears_of_it_until_it_is_decided(town: Town, yes: bool) -> None:
    given = answer(town.milo, ask_of(town.hana, town.milo))
    deliver()
    do(town.hana, keeping.agree, given, True)
    deliver()
    assert told(town.milo).count(K.ANSWER_WANTED) == unread(town.milo) == 1
    do(town.milo if yes else town.hana, keeping.agree, given, yes)
    deliver()
    assert (unread(town.milo), K.ANSWER_WANTED in told(town.hana)) == (0, False)
