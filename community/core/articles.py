"""Markdown of a longer text, with headings and lines, made into safe HTML.

As in conversations (`core.markdown`) one library makes it and another cleans it. Headings begin
below the title of the page. Pictures are no part of it: nothing is fetched from elsewhere.
"""

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

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
    markdown.add_render_rule("heading_open", _lower)
    markdown.add_render_rule("heading_close", _lower)
    return markdown


def _lower(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, _env: Any
) -> str:
    """The title of the page is its only first heading."""
    level = int(tokens[index].tag[1])
    tokens[index].tag = f"h{min(level + 1, 4)}"
    return renderer.renderToken(tokens, index, options, _env)


_markdown, _markdown_without_links = _article(), _article("link")
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
)


@lru_cache(maxsize=200)
def to_article(text: str) -> str:
    """Safe HTML of a whole text."""
    markdown = _markdown if text.count("[") <= _BRACKETS_MOST else _markdown_without_links
    return _cleaner.clean(markdown.render(text))


def first_words(text: str, most: int) -> str:
    """The beginning without its marks, of at most `most` characters."""
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", to_article(text))).split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
