"""Dealing people into small groups: everybody in exactly one, in even numbers."""

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.errors import Invalid, Refused
from community.rooms.groups_rules import deal, how_many_groups

PEOPLE = [f"member-{number}" for number in range(60)]


@given(st.integers(0, 60), st.integers(2, 20))
def test_everybody_is_dealt_into_exactly_one_group_of_even_sizes(people: int, count: int) -> None:
    dealt = deal(PEOPLE[:people], count)
    assert sorted(chain(*dealt)) == sorted(PEOPLE[:people])
    sizes = [len(group) for group in dealt]
    assert len(dealt) == count
    assert max(sizes) - min(sizes) <= 1


@given(
    st.integers(2, 40),
    st.integers(2, 20),
    st.dictionaries(st.integers(0, 39), st.integers(0, 19), max_size=20),
)
def test_who_was_given_a_place_by_hand_has_it_and_the_others_even_out(
    people: int, count: int, places: dict[int, int]
) -> None:
    chosen = {PEOPLE[who]: where % count for who, where in places.items() if who < people}
    dealt = deal(PEOPLE[:people], count, chosen)
    assert Counter(chain(*dealt)) == Counter(PEOPLE[:people])
    assert all(member in dealt[place] for member, place in chosen.items())
    free = [len(g) for p, g in enumerate(dealt) if len(g) > list(chosen.values()).count(p)]
    assert not free or max(free) - min(len(group) for group in dealt) <= 1


def test_dealing_twice_is_not_always_the_same() -> None:
    assert len({tuple(map(tuple, deal(PEOPLE, 5))) for _ in range(20)}) > 1


@given(st.integers(0, 200), st.integers(0, 60))
def test_groups_of_a_size_are_as_many_as_hold_everybody(people: int, size: int) -> None:
    try:
        count = how_many_groups(people, groups=None, size=size)
    except (Invalid, Refused):
        assert not 2 <= size <= 50 or people <= size
        return
    assert 2 <= count <= 20
    assert count == 20 or count * size >= people > (count - 1) * size


@pytest.mark.parametrize(
    ("people", "groups_wanted", "size"),
    [(9, 1, None), (90, 21, None), (3, 4, None), (9, None, None), (9, 3, 3), (9, None, 1)],
)
def test_a_number_of_groups_that_makes_no_sense_is_refused(
    people: int, groups_wanted: int | None, size: int | None
) -> None:
    with pytest.raises((Invalid, Refused)):
        how_many_groups(people, groups=groups_wanted, size=size)
