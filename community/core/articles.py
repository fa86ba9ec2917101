"""Markdown of a longer text, with headings and lines, made into safe HTML.

As in conversations (`core.markdown`) one library makes it and another cleans it. Headings begin
below the title of the page. Pictures are no part of it: nothing is fetched from elsewhere.
"""

import html
import re
from functools import lru_cache

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

_OFF = ["image", "html_block", "html_inline"]
_TAGS = {
    *("h2", "h3", "h4", "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
# See core.markdown: thousands of brackets would hold everybody else.
_BRACKETS_MOST = 400


def _article(*off: str) -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"linkify": True, "html": False})
    markdown.disable([*_OFF, *off], ignoreInvalid=True)
    markdown.linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    markdown.core.ruler.push("headings_in_order", _in_order)
    return markdown


def _in_order(state: StateCore) -> None:
    """The title of the page is its only first heading, and no level is left out below it: who
    listens to the page goes by them, however many signs its author put before each."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(len(above) + 1, 4)}"


_markdown, _markdown_without_links = _article(), _article("link")
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
    # What is wider than the page is scrolled by keys as well.
    set_tag_attribute_values={"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}},
)


@lru_cache(maxsize=200)
def to_article(text: str) -> str:
    """Safe HTML of a whole text."""
    markdown = _markdown if text.count("[") <= _BRACKETS_MOST else _markdown_without_links
    # A cell that heads nothing is no heading of a column.
    return _cleaner.clean(markdown.render(text)).replace("<th></th>", "<td></td>")


def first_words(text: str, most: int) -> str:
    """The beginning without its marks, of at most `most` characters."""
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", to_article(text))).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
