"""What a host types of questions and references, and what the form shows of it again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.text import tidy_line
from community.sessions.plans import Prepared
from community.sessions.typed import (
    as_questions,
    as_references,
    questions_as_typed,
    references_as_typed,
)
from tests.browsing import Browsing
from tests.town import Town

WORDS = st.text("abcXYZ äß?,'", min_size=1, max_size=30).map(tidy_line).filter(bool)
QUESTIONS = st.builds(
    Prepared, WORDS, st.none() | st.integers(min_value=0, max_value=10_080), st.booleans()
)
REFERENCES = st.fixed_dictionaries(
    {
        "author": st.just("") | WORDS,
        "year": st.sampled_from(["", "1999", "2009a"]),
        "title": WORDS,
        "address": st.sampled_from(["", "https://example.org/a?b=(c)"]),
        "accessed": st.sampled_from(["", "1 March 2026"]),
    }
)


@given(st.lists(QUESTIONS))
def test_questions_read_again_are_the_same(questions: list[Prepared]) -> None:
    assert list(as_questions(questions_as_typed(questions))) == questions


@given(st.lists(REFERENCES))
def test_references_read_again_are_the_same(references: list[dict[str, str]]) -> None:
    with_author = [one | {"year": one["year"] if one["author"] else ""} for one in references]
    assert list(as_references(references_as_typed(with_author))) == with_author


@given(st.text(max_size=200))
def test_whatever_is_typed_stays_the_same_after_the_first_time(text: str) -> None:
    once = as_questions(text)
    assert as_questions(questions_as_typed(once)) == once
    kept = as_references(text)
    assert as_references(references_as_typed(kept)) == kept


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("What works?", Prepared("What works?")),
        ("+20 What works?", Prepared("What works?", 20)),
        ("* What works?", Prepared("What works?", None, unseen=True)),
        ("+5 * What works?", Prepared("What works?", 5, unseen=True)),
        ("+ What works?", Prepared("+ What works?")),
        ("+20", Prepared("+20")),
        ("*What* works?", Prepared("*What* works?")),
    ],
)
def test_a_line_may_say_when_and_how_it_is_asked(typed: str, question: Prepared) -> None:
    assert as_questions(f"\n  {typed} \n\n") == (question,)


def test_a_reference_in_the_usual_form_is_taken_apart() -> None:
    typed = "Hattie, J. (2009). Visible learning. https://example.org/h (accessed 1 March 2026)"
    assert as_references(typed) == (
        {
            "author": "Hattie, J.",
            "year": "2009",
            "title": "Visible learning",
            "address": "https://example.org/h",
            "accessed": "1 March 2026",
        },
    )


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_date_to_host_in_a_year_far_off_is_refused(
    browsing: Browsing, town: Town, year: str
) -> None:
    fields = {"title": "Casts", "dates-0": f"{year}-01-01T00:00", "minutes": "60"}
    where = f"/circles/{town.circle(town.hana, town.milo).id}/offers/new"
    answer = browsing.by(town.milo).post(where, **fields, time_zone="Asia/Tokyo")
    assert answer.status_code == 422
    assert "in the future, within two years" in answer.text
