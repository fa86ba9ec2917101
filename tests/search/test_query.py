"""What may be typed, and how it is understood."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.query import MOST_LETTERS, MOST_TERMS, Query, Term
from search.text import folded, tidy


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    query = Query.parse('nurses "time management" -python -"night shift"')

    assert query.terms == (
        Term("word", ("nurses",)),
        Term("phrase", ("time", "management")),
        Term("word", ("python",), excluded=True),
        Term("phrase", ("night", "shift"), excluded=True),
    )


@pytest.mark.parametrize(
    ("typed", "term"),
    [
        ("teach:python", Term("teaches", ("python",))),
        ("learn:C#", Term("learns", ("c#",))),
        ('skill:"time management"', Term("skills", ("time", "management"), whole=True)),
        ("teach:time-management", Term("teaches", ("time", "management"), whole=True)),
        ('teach:"python"', Term("teaches", ("python",), whole=True)),
        ("in:owls", Term("circle", ("owls",))),
        ("from:@hana", Term("people", ("hana",))),
        ("KIND:insight", Term("kind", ("insight",))),
        ("has:transcript", Term("has", ("transcript",))),
        ("grade:ST3", Term("grade", ("st3",))),
        ("free:yes", Term("free", ("yes",))),
        ("month:2026-11", Term("month", ("2026", "11"), whole=True)),
        ('-site:"Leeds General"', Term("site", ("leeds", "general"), whole=True, excluded=True)),
        ("-from:otto", Term("people", ("otto",), excluded=True)),
        ("mana*", Term("prefix", ("mana",))),
    ],
)
def test_filters_and_prefixes_are_understood(typed: str, term: Term) -> None:
    assert Query.parse(typed).terms == (term,)


def test_a_prefix_of_two_letters_is_a_word() -> None:
    assert Query.parse("py*").terms == (Term("word", ("py",)),)


def test_dates_may_be_a_year_a_month_or_a_day() -> None:
    query = Query.parse("after:2026 before:2026-04-02")

    assert query.after == datetime(2026, 1, 1, tzinfo=UTC)
    assert query.before == datetime(2026, 4, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "first", "end"),
    [
        ("on:2026-11-30", (2026, 11, 30), (2026, 12, 1)),
        ("on:2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("on:2024-2", (2024, 2, 1), (2024, 3, 1)),
        ('ON:"2026"', (2026, 1, 1), (2027, 1, 1)),
    ],
)
def test_on_a_day_a_month_or_in_a_year(
    typed: str, first: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    query = Query.parse(typed)

    assert (query.after, query.before) == (datetime(*first, tzinfo=UTC), datetime(*end, tzinfo=UTC))
    assert query.terms == ()


def test_no_day_is_left_out_by_its_name() -> None:
    query = Query.parse("-on:2026")

    assert query.after is query.before is None
    assert query.terms[0].excluded


def test_the_last_year_of_all_has_an_end() -> None:
    assert Query.parse("on:9999-12-31").before == datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "on:2026-02-30",
        "on:tuesday",
        "after:2026-13-40",
        "before:0000",
        "nobody:knows",
        "teach:",
    ],
)
def test_what_is_no_filter_is_read_as_words(typed: str) -> None:
    query = Query.parse(typed)

    assert query.terms
    assert query.after is query.before is None
    assert {term.field for term in query.terms} == {"word"}


def test_question_words_are_dropped_unless_nothing_else_is_left() -> None:
    assert Query.parse("how do I learn python").terms == (
        Term("word", ("learn",)),
        Term("word", ("python",)),
    )
    assert len(Query.parse("to be or not to be").terms) == 4


def test_a_query_is_cut_to_its_budget() -> None:
    many = Query.parse(" ".join(f"w{number}" for number in range(100)))
    long = Query.parse("a" * 100_000)

    assert len(many.terms) == MOST_TERMS
    assert len(long.text) == MOST_LETTERS


def test_filters_outlive_words_where_a_query_is_too_long() -> None:
    words = " ".join(f"w{number}" for number in range(20))

    query = Query.parse(f"{words} site:Leeds")

    assert len(query.terms) == MOST_TERMS
    assert query.terms[-1] == Term("site", ("leeds",))


@pytest.mark.parametrize(
    ("typed", "name", "value", "text"),
    [
        ("night", "site", "Leeds", 'night site:"Leeds"'),
        ("night", "site", "Leeds General", 'night site:"Leeds General"'),
        ('"night shift', "skill", "C#", '"night shift" skill:"C#"'),
        ("night", "circle", "Owls", 'night in:"Owls"'),
        ("site:york night", "site", "Leeds", 'site:york night site:"Leeds"'),
        ('night site:"LEEDS"', "site", "Leeds", 'night site:"Leeds"'),
        ("night", "kind", "person", "night kind:person"),
        ("night", "site", 'the "Old" one', 'night site:"the Old one"'),
        ("", "month", "2026-11", "month:2026-11"),
    ],
)
def test_a_filter_can_be_added_and_taken_away_again(
    typed: str, name: str, value: str, text: str
) -> None:
    query = Query.parse(typed).with_filter(name, value)

    assert query.text == text
    assert query.chosen(query.terms[-1].field)[-1] == query.terms[-1]
    assert (name, value.replace('"', "")) in query.filters
    assert (name, value.replace('"', "")) not in query.without_filter(name, value).filters


def test_taking_a_filter_away_leaves_everything_else() -> None:
    query = Query.parse('night site:leeds -site:leeds in:"Night owls" after:2026 teach:C#')

    assert query.filters == (("site", "leeds"), ("circle", "Night owls"), ("teach", "C#"))
    assert query.without_filter("site", "Leeds").text == (
        'night -site:leeds in:"Night owls" after:2026 teach:C#'
    )
    assert query.without_filter("circle", "night owls").filters == (
        ("site", "leeds"),
        ("teach", "C#"),
    )


def test_a_filter_finds_room_in_a_text_that_is_too_long() -> None:
    query = Query.parse("word " * 60).with_filter("site", "Leeds General")

    assert query.terms[-1] == Term("site", ("leeds", "general"), whole=True)
    assert len(query.text) <= MOST_LETTERS


def test_a_name_of_many_words_is_asked_for_as_a_whole() -> None:
    long = " ".join(f"w{number}" for number in range(20))

    (term,) = Query.parse("").with_filter("site", long).terms

    assert term == Term("site", tuple(long.split()), whole=True)


def test_of_more_filters_than_are_understood_the_new_one_stays() -> None:
    many = " ".join(f"grade:g{number}" for number in range(MOST_TERMS))

    query = Query.parse(many).with_filter("site", "Leeds")

    assert query.terms[-1] == Term("site", ("leeds",), whole=True)
    assert not query.holds(Query.parse(many))
    assert query.holds(Query.parse("grade:g0 grade:g1"))


@given(st.text(max_size=250), st.text(max_size=250))
def test_links_of_facets_fail_for_nothing_typed(typed: str, value: str) -> None:
    query = Query.parse(typed).with_filter("site", value)

    assert len(query.text) <= MOST_LETTERS
    gone = ("site", folded(tidy(value)))
    left = query.without_filter("site", value).filters
    assert gone not in [(one.name, folded(one.value)) for one in left]


@given(st.text(alphabet=st.characters(codec=None)))
@example('"')
@example("-")
@example('-teach:"')
@example("\x00\ud800*")
@example("ﷺ" * 200)
@example("after:\uff19\uff19\uff19\uff19-\uff10\uff11-\uff10\uff11")
def test_nothing_typed_is_an_error(typed: str) -> None:
    query = Query.parse(typed)

    assert len(query.text) <= MOST_LETTERS
    assert len(query.terms) <= MOST_TERMS
    assert len(query.sought) <= MOST_LETTERS


@pytest.mark.parametrize(
    ("typed", "sought"),
    [("C#", "C#"), ("Who can teach Thumb-Casting?", "teach Thumb-Casting"),
     ("what is it", "what is it"),
     ('teach:"Time Management"', "Time Management"), ("learn:C++ kind:person -plastic", "C++"),
     ("Ratio:Two after:2026-01 in:owls", "Ratio:Two"), ("Stat*", "Stat"), ("!!! from:hana", "")],
)  # fmt: skip
def test_what_is_sought_is_kept_as_it_was_typed(typed: str, sought: str) -> None:
    assert Query.parse(typed).sought == sought
