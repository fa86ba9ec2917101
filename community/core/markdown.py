"""Markdown as people write it in a conversation, made into safe HTML.

Two libraries, one behind the other: markdown-it-py (HTML off) makes it, nh3 cleans it.
Pictures, headings and rules are off in conversations: nothing is fetched, nobody shouts.
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

_OFF = ["heading", "lheading", "hr", "image", "reference", "html_block", "html_inline"]
_TAGS = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
# "*" has to be named: the cleaner would otherwise let titles and languages through anywhere.
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "class"},
    "ol": {"start"},
    "code": {"class"},
}
_MENTION = re.compile(r"(?<![\w@/.-])@([a-z0-9][a-z0-9-]{1,38}[a-z0-9])(?![\w-])", re.IGNORECASE)
_INLINE = re.compile(r"</?(?:em|strong|s|code|a)\b[^>]*>")  # no space stands where these stood
# Plain speech, most of what is said, needs neither library.
_PLAIN = re.compile(r"(?:#|[^\W\d_])[^*_`~\[\]<>&\\|@!\n$:/\"]*", re.UNICODE)
# The library looks for the end of a link from each bracket to the end of the text: thousands
# of brackets would hold the loop for a third of a second. Nobody writes that many links.
_BRACKETS_MOST = 200
_SHORT = 500  # characters; what is longer is not kept, or 20,000 of them would fill the memory


def _conversation(*off: str) -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"linkify": True, "breaks": True, "html": False})
    markdown.disable([*_OFF, *off], ignoreInvalid=True)
    markdown.linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    markdown.add_render_rule("text", _text_with_mentions)
    markdown.add_render_rule("link_open", _noting_links)
    markdown.add_render_rule("link_close", _noting_links)
    return markdown


def _noting_links(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    """A link cannot stand in a link, so a mention has to know whether it would."""
    env["in_link"] = tokens[index].nesting == 1
    return renderer.renderToken(tokens, index, options, env)


def _text_with_mentions(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: Any
) -> str:
    text = html.escape(tokens[index].content, quote=False)
    handles: frozenset[str] = env["handles"]
    if not handles or env.get("in_link"):
        return text

    def link(found: re.Match[str]) -> str:
        handle = found[1].lower()
        if handle not in handles:
            return found[0]
        return f'<a class="mention" href="/people/{handle}">@{found[1]}</a>'

    return _MENTION.sub(link, text)


_markdown, _markdown_without_links = _conversation(), _conversation("link")
_cleaner = nh3.Cleaner(
    tags=_TAGS | _TABLES,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
)

_own_words_cleaner = nh3.Cleaner(
    tags=(_TAGS | _TABLES) - {"blockquote"},
    clean_content_tags={"blockquote"},
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
)


def to_html(text: str, handles: frozenset[str] = frozenset()) -> str:
    """Safe HTML of a message; `handles` are the people whose mention becomes a link."""
    if _PLAIN.fullmatch(text):
        return f"<p>{text.rstrip()}</p>\n"
    return _kept(text, handles) if len(text) <= _SHORT else _rendered(text, handles)


def _rendered(text: str, handles: frozenset[str]) -> str:
    markdown = _markdown if text.count("[") <= _BRACKETS_MOST else _markdown_without_links
    return _cleaner.clean(markdown.render(text, {"handles": handles}))


_kept = lru_cache(maxsize=20_000)(_rendered)


def own_words(html: str) -> str:
    """What `to_html` made, without what it quotes: that may be another's. Empty, if there is
    nothing else."""
    own = _own_words_cleaner.clean(html) if "<blockquote" in html else html
    return own if re.sub(r"<[^>]+>", "", own).strip() else ""


def mentioned(text: str) -> set[str]:
    """The handles that stand behind an `@` in `text`; some may be nobody's."""
    return {found.lower() for found in _MENTION.findall(text)}


def to_words(text: str, most: int) -> str:
    """The words without their marks, for an excerpt of at most `most` characters."""
    plain = html.unescape(re.sub(r"<[^>]+>", " ", _INLINE.sub("", to_html(text))))
    words = " ".join(plain.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
