"""Longer texts: their headings in order, nothing from elsewhere, nothing that runs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.core import articles
from community.core.articles import Kept, first_words, named_in, to_article

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


PICTURE = Kept("a" * 16, "cat.webp", "/kept/a", 60, 40)
PAPER = Kept("b" * 16, "plan.pdf", "/kept/b")
ELSEWHERE = ("file:///etc/passwd", "https://example.org/a.png", "data:image/png;base64,AAAA")
ADDRESSES = [f"file:{one}" for one in (PICTURE.id, PAPER.id, "c" * 16)] + [*ELSEWHERE, "/a.png", ""]
WORDS = st.sampled_from(["", "words", "![x](/y)"])
NAMED = st.builds(
    "{}[{}]({})".format, st.sampled_from(["", "!"]), WORDS, st.sampled_from(ADDRESSES)
)


@given(st.lists(NAMED, max_size=4))
def test_a_picture_is_one_of_the_kept_ones_and_nothing_is_named_that_is_not(
    parts: list[str],
) -> None:
    made = to_article(" ".join(["[", *parts, "](/link)"]), [PICTURE, PAPER])
    assert set(re.findall(r'<img src="([^"]*)"', made)) <= {PICTURE.address}
    assert not re.search(r'(href|src)="(file|data):', made)
    assert made.count("<img") == made.count('width="60" height="40" loading="lazy">')


def test_a_picture_that_is_not_there_leaves_its_words() -> None:
    text = f"![A cat](file:{PICTURE.id}) and [the plan](file:{PAPER.id})"
    assert "<img" not in to_article(text)
    assert "A cat" in to_article(text)
    made = to_article(text, [PICTURE, PAPER])
    assert '<img src="/kept/a" alt="A cat"' in made
    assert '<a href="/kept/b"' in made
    assert named_in(text) == {PICTURE.id, PAPER.id}
    assert 'alt="cat.webp"' in to_article(f"![](file:{PICTURE.id})", [PICTURE])


def test_a_picture_by_itself_with_a_title_has_a_caption() -> None:
    own = f'![A cat](file:{PICTURE.id} "At *home*, <b>asleep</b>")'
    made = to_article(own, [PICTURE])
    assert made.startswith('<figure><img src="/kept/a" alt="A cat"')
    assert "<figcaption>At *home*, &lt;b&gt;asleep&lt;/b&gt;</figcaption></figure>" in made
    others = (f"See {own}", f"- {own}", f"[{own}](/x)", own.replace("a" * 16, "c" * 16))
    elsewhere = '![x](https://example.org/a.png "words")'
    for text in (*others, elsewhere, own.replace('"At *home*, <b>asleep</b>"', '"  "')):
        assert "<fig" not in to_article(text, [PICTURE]), text


def test_an_address_that_is_its_own_words_is_not_printed_twice() -> None:
    assert 'href="https://example.org/a" data-bare=""' in to_article("https://example.org/a")
    assert "data-bare" in to_article("<https://example.org/a>")
    assert "data-bare" not in to_article("[words](https://example.org/a)")


def test_columns_are_aligned_without_a_style() -> None:
    made = to_article("| | n |\n|:--|--:|\n| a | 1 |\n")
    assert "style" not in made
    assert '<th align="right">n</th>' in made
    assert '<td align="right">1</td>' in made
    assert "<td></td>" in made


def test_thousands_of_brackets_are_answered() -> None:
    assert to_article("[" * 40_000).startswith("<p>[[[")


def test_the_first_words_are_without_marks() -> None:
    assert first_words("## Head\n\nSome **bold** <b> & words", 200) == "Head Some bold <b> & words"
    assert first_words("word " * 30, 12) == "word word w…"
    assert first_words(f"[word](https://example.org/{'a' * 40}) " * 9, 12) == "word word w…"


def test_for_the_first_words_a_long_text_is_not_made_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[int] = []
    whole = articles.to_article

    def measured(text: str) -> str:
        made.append(len(text))
        return whole(text)

    monkeypatch.setattr(articles, "to_article", measured)
    assert first_words("word " * 20_000, 12) == "word word w…"
    assert made == [2_120]
    assert first_words("word" + "\n" * 3_000, 12) == "word…", "and it says that more may come"
