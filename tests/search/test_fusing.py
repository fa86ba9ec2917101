"""Two orders made one."""

from hypothesis import given
from hypothesis import strategies as st

from search.fusing import DEPTH, fused

NUMBERS = st.lists(st.integers(0, 400), unique=True, max_size=400)


def test_what_both_have_near_the_top_comes_first() -> None:
    assert fused(["a", "b", "c"], ["c", "d"]) == ["c", "a", "b", "d"]
    assert fused(["a", "b"], []) == ["a", "b"]
    assert fused([], ["x", "y"]) == ["x", "y"]


@given(by_words=NUMBERS, by_meaning=NUMBERS)
def test_nothing_is_lost_or_said_twice(by_words: list[int], by_meaning: list[int]) -> None:
    order = fused(by_words, by_meaning)

    assert sorted(order) == sorted({*by_words, *by_meaning})


@given(by_words=NUMBERS, by_meaning=NUMBERS)
def test_far_down_the_words_alone_decide(by_words: list[int], by_meaning: list[int]) -> None:
    rest = [one for one in by_words[DEPTH:] if one not in by_meaning]

    assert fused(by_words, by_meaning)[len({*by_words, *by_meaning}) - len(rest) :] == rest
