"""The stretch of a text that is shown holds the most different words that were asked for."""

from hypothesis import given
from hypothesis import strategies as st

from search.highlight import _LEAD, LENGTH, _densest
from search.text import Word

REACH = LENGTH - _LEAD
gaps = st.integers(1, 80)
lengths = st.one_of(st.integers(1, 12), st.just(REACH + 10))
words = st.lists(st.tuples(gaps, lengths, st.sampled_from("abcd")), min_size=1, max_size=30)


@given(words)
def test_no_other_stretch_holds_more_and_none_that_holds_as_many_comes_before(
    drawn: list[tuple[int, int, str]],
) -> None:
    found, place = [], 0
    for gap, length, word in drawn:
        found.append(Word(word, place + gap, place + gap + length))
        place += gap + length

    def held(start: int) -> int:
        return len({w.text for w in found if start <= w.start and w.end <= start + REACH})

    best = _densest(found)
    assert held(best) == max(held(w.start) for w in found)
    assert all(held(w.start) < held(best) for w in found if w.start < best)
