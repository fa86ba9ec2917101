"""Markdown of a longer text, with headings and lines, made into safe HTML.

As in conversations (`core.markdown`) one library makes it and another cleans it. Headings begin
below the title of the page. Pictures are only those kept with the text, called `file:` and their
id: nothing is fetched from elsewhere.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nh3
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_OFF = ["html_block", "html_inline"]
_TAGS = {
    *("h2", "h3", "h4", "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "img"),
    *("figure", "figcaption"),
}
_ATTRIBUTES: dict[str, set[str]] = {
    **{"*": set(), "a": {"href", "data-bare"}, "ol": {"start"}},
    "img": {"src", "alt", "width", "height", "loading"},
    **{cell: {"align"} for cell in ("th", "td")},
}
# See core.markdown: thousands of brackets would hold everybody else.
_BRACKETS_MOST = 400
# For each character that is read at the beginning of a text, so many are enough, with its marks;
# and an address that begins there is whole.
_MARKS_MOST, _ADDRESS_MOST = 10, 2_000


_OWN = re.compile(r"file:([a-z2-7]{16})")


@dataclass(frozen=True)
class Kept:
    """A file kept with a text. Only what has a width and a height is shown as a picture."""

    id: str
    name: str
    address: str
    width: int | None = None
    height: int | None = None


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name for it
        return _OWN.fullmatch(url) is not None or super().validateLink(url)


def _article(*off: str) -> MarkdownIt:
    markdown = _Markdown("js-default", {"linkify": True, "html": False})
    markdown.disable([*_OFF, *off], ignoreInvalid=True)
    markdown.linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False})
    markdown.core.ruler.push("headings_in_order", _in_order)
    markdown.core.ruler.push("own_files", _own_files)
    markdown.core.ruler.push("aligned", _aligned)
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


def _own_files(state: StateCore) -> None:
    """Names of kept files become their addresses, and any other picture a link to it."""
    kept: Mapping[str, Kept] = state.env.get("kept", {})
    for place, token in enumerate(state.tokens):
        if token.children:
            caption = _caption(token.children)
            token.children = list(_owned(token.children, kept))
            if caption and token.children[0].type == "image":
                _put_below(caption, *state.tokens[place - 1 : place + 2])


def _caption(children: Sequence[Token]) -> str:
    """The title of a picture that is all there is."""
    alone = len(children) == 1 and children[0].type == "image"
    return str(children[0].attrs.get("title", "")).strip() if alone else ""


def _put_below(caption: str, opening: Token, inline: Token, closing: Token) -> None:
    """Where it is a paragraph by itself."""
    if opening.type == "paragraph_open" and not opening.hidden:
        opening.tag = closing.tag = "figure"
        said = Token("text", "", 0, content=caption)
        around = Token("caption", "figcaption", 1), Token("caption", "figcaption", -1)
        inline.children = [*(inline.children or ()), around[0], said, around[1]]


def _aligned(state: StateCore) -> None:
    """How columns are aligned, without a style of their own."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrs = {"align": str(token.attrs["style"]).removeprefix("text-align:")}


def _owned(tokens: Sequence[Token], kept: Mapping[str, Kept]) -> Iterator[Token]:
    in_link = 0
    for token in tokens:
        in_link += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "image":
            yield from _picture(token, kept, leads_on=not in_link)
            continue
        if token.type == "link_open" and (own := _OWN.fullmatch(str(token.attrs["href"]))):
            file = kept.get(own[1])
            token.attrs = {"href": file.address} if file else {}
        elif token.type == "link_open" and token.info == "auto":
            token.attrs["data-bare"] = ""  # its words are its address
        yield token


def _picture(token: Token, kept: Mapping[str, Kept], *, leads_on: bool) -> Iterator[Token]:
    """What is no picture of ours is a link; in a link, its words."""
    address, words = str(token.attrs["src"]), token.content.strip()
    own = _OWN.fullmatch(address)
    file = kept.get(own[1]) if own else None
    if file and file.width and file.height:
        size: dict[str, str | int | float] = {"width": file.width, "height": file.height}
        token.attrs = {"src": file.address, "alt": "", **size, "loading": "lazy"}
        if not words:  # who does not see it hears at least what it is called
            token.children = [Token("text", "", 0, content=file.name)]
        yield token
        return
    href = file.address if file else address if address.startswith(("http:", "https:")) else ""
    said = Token("text", "", 0, content=words or (file.name if file else href))
    if not href or not leads_on:
        yield said
        return
    yield Token("link_open", "a", 1, attrs={"href": href})
    yield said
    yield Token("link_close", "a", -1)


_markdown, _markdown_without_links = _article(), _article("link", "image")
_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener ugc",
    # What is wider than the page is scrolled by keys as well.
    set_tag_attribute_values={"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}},
)


def named_in(text: str) -> set[str]:
    """Ids of the kept files that a text names."""
    return set(_OWN.findall(text))


def to_article(text: str, kept: Sequence[Kept] = ()) -> str:
    """Safe HTML of a whole text; `kept`: the files that belong to it."""
    return _made(text, tuple(kept))


@lru_cache(maxsize=200)
def _made(text: str, kept: tuple[Kept, ...]) -> str:
    markdown = _markdown if text.count("[") <= _BRACKETS_MOST else _markdown_without_links
    made = markdown.render(text, {"kept": {one.id: one for one in kept}})
    # A cell that heads nothing is no heading of a column.
    return re.sub(r"<th(?: [^>]*)?></th>", "<td></td>", _cleaner.clean(made))


def first_words(text: str, most: int) -> str:
    """The beginning without its marks, of at most `most` characters."""
    begins = text[: most * _MARKS_MOST + _ADDRESS_MOST]  # a long text takes long to render
    words = " ".join(html.unescape(re.sub(r"<[^>]+>", "", to_article(begins))).split())
    whole = begins == text and len(words) <= most
    return words if whole else words[: most - 1].rstrip() + "…"
