"""Longer texts: their headings in order, nothing from elsewhere, nothing that runs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core.articles import first_words, to_article

LINES = st.sampled_from(["# a", "## b", "### c", "##### d", "words", "> ## quoted", "- # listed"])


@given(st.lists(LINES, max_size=12))
def test_headings_begin_below_the_title_and_leave_no_level_out(lines: list[str]) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)>", to_article("\n\n".join(lines)))]
    assert all(2 <= level <= 4 for level in levels)
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))


def test_an_article_holds_lists_tables_quotations_and_code() -> None:
    made = to_article("- one\n\n| | b |\n|---|---|\n| c | d |\n\n> said\n\n```\ncode\n```\n")
    for part in ("<li>one</li>", "<th>b</th>", "<td></td>", "<blockquote>", "<code>code\n</code>"):
        assert part in made
    assert '<pre tabindex="0">' in made


@pytest.mark.parametrize(
    "text",
    [
        "![a picture](https://example.org/a.png)",
        "<img src=https://example.org/a.png>",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<b onclick=alert(1)>bold</b>",
        "[x](data:text/html,hello)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    made = to_article(text)
    assert not re.search(r"<(img|script|b)\b|href=\"(javascript|data):", made)


def test_thousands_of_brackets_are_answered() -> None:
    assert to_article("[" * 40_000).startswith("<p>[[[")


def test_the_first_words_are_without_marks() -> None:
    assert first_words("## Head\n\nSome **bold** <b> & words", 200) == "Head Some bold <b> & words"
    assert first_words("word " * 30, 12) == "word word w…"
