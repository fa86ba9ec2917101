"""What is shown as changed between two texts, and what it may cost."""

from hypothesis import given
from hypothesis import strategies as st

from community.insights.differences import Budget, Kind, differences

TEXTS = st.lists(st.sampled_from(["a", "b", " ", "\n", ".", "ä"]), max_size=30).map("".join)


def side(lines: list[list[tuple[Kind, str]]], kind: Kind) -> list[str]:
    """The lines of one of both texts, blank ones left out."""
    found = ["".join(text for one, text in line if one in (kind, Kind.SAME)) for line in lines]
    return [line for line in found if line]


@given(TEXTS, TEXTS, st.sampled_from([0, 20, 10_000]))
def test_together_the_pieces_are_the_old_text_and_the_new(old: str, new: str, left: int) -> None:
    lines = differences(old, new, Budget(left))
    assert side(lines, Kind.OUT) == [line for line in old.splitlines() if line]
    assert side(lines, Kind.IN) == [line for line in new.splitlines() if line]


def test_words_are_told_apart() -> None:
    assert differences("We begin slowly.", "We begin at once.") == [
        [(Kind.SAME, "We begin"), (Kind.OUT, " slowly"), (Kind.IN, " at once"), (Kind.SAME, ".")]
    ]


def test_once_a_page_has_cost_enough_lines_are_shown_whole() -> None:
    old, new = "\n".join(["a b c d"] * 3), "\n".join(["a b x d"] * 3)
    budget = Budget(2 * 4**3)
    fine = [(Kind.SAME, "a b"), (Kind.OUT, " c"), (Kind.IN, " x"), (Kind.SAME, " d")]
    whole = [(Kind.OUT, "a b c d"), (Kind.IN, "a b x d")]
    assert differences(old, new, budget) == [fine, fine, whole]
    assert budget.left == 0
    assert differences("a b c d", "a b x d", budget) == [whole]
