"""Whatever is typed becomes HTML that can do nothing but be read."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community.core import markdown
from community.core.markdown import mentioned, to_html, to_words
from community.core.text import tidy_text

ALLOWED = {
    "p": set(), "br": set(), "em": set(), "strong": set(), "s": set(), "pre": set(),
    "blockquote": set(), "ul": set(), "li": set(), "table": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": set(), "td": set(), "ol": {"start"}, "code": {"class"},
    "a": {"href", "class", "rel"},
}  # fmt: skip
VOID = {"br"}

PAYLOADS = """
<script>alert(1)</script>
<ScRiPt src=//e.example></sCrIpT>
<script
>alert(1)</script
>
<scr<script>ipt>alert(1)</script>
<img src=x onerror=alert(1)>
<img/src=x/onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><animate onbegin=alert(1) attributeName=x>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
<body onload=alert(1)>
<iframe src=javascript:alert(1)>
<iframe srcdoc="<script>alert(1)</script>">
<object data=javascript:alert(1)>
<embed src=javascript:alert(1)>
<form action=javascript:alert(1)><button>go</button></form>
<button formaction=javascript:alert(1) form=item-form>go</button>
<input autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>
<video><source onerror=alert(1)></video>
<marquee onstart=alert(1)>
<meta http-equiv=refresh content=0;url=//e.example>
<base href=//e.example/>
<link rel=stylesheet href=//e.example>
<style>@import '//e.example';</style>
<div style="position:fixed;inset:0">all over</div>
<a href="javascript:alert(1)">x</a>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<!--<img src="--><img src=x onerror=alert(1)//">
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
</p></div><script>alert(1)</script>
<template><script>alert(1)</script></template>
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](javascript&colon;alert(1))
[x](javascript&#58;alert(1))
[x](&#x6A;avascript:alert(1))
[x](java&Tab;script:alert(1))
[x](java%0ascript:alert(1))
[x](  javascript:alert(1))
[x](\\x01javascript:alert(1))
[x](<javascript:alert(1)>)
[x](vbscript:msgbox(1))
[x](data:text/html,<script>alert(1)</script>)
[x](data:text/html;base64,PHNjcmlwdD4=)
[x](file:///etc/passwd)
[x](blob:https://e.example/x)
[x](filesystem:https://e.example/x)
[x](feed:javascript:alert(1))
[x](view-source:javascript:alert(1))
[x](https://e.example" onmouseover="alert(1))
[x](https://e.example 'a" onmouseover="alert(1)')
[x](https://e.example "title")
[x]: javascript:alert(1)
![x](https://e.example/pixel.png)
![x](javascript:alert(1))
![x][y]
[![x](https://e.example/p.png)](https://e.example)
<javascript:alert(1)>
<https://e.example/"onmouseover=alert(1)>
https://e.example/"onmouseover="alert(1)
https://e.example/<script>alert(1)</script>
mailto:a@e.example?body=<script>
javascript://e.example/%0aalert(1)
```html"onmouseover="alert(1)
```<script>
`<script>alert(1)</script>`
~~~ x" onmouseover="alert(1)
# Shouting
Shouting
========
---
| a | b |
|:-:|--:|
| <script> | x |
1. one
999999999. many
> > > > <img src=x>
@milo<script>alert(1)</script>
@milo" onmouseover="alert(1)
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)
\\<script>alert(1)</script>
"><script>alert(1)</script>
' onmouseover='alert(1)
{{7*7}} {% raw %} ${7*7} #{7*7}
""".strip().splitlines()


class Reader(HTMLParser):
    """Reads HTML as a browser would and refuses what is not on the list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, f"<{tag}>"
        for name, value in attrs:
            assert name in ALLOWED[tag], f"<{tag} {name}>"
            self.check(tag, name, value or "")
        if tag not in VOID:
            self.open.append(tag)

    def check(self, tag: str, name: str, value: str) -> None:
        if name == "href":
            scheme = urlsplit(re.sub(r"[\x00-\x20]", "", value)).scheme.lower()
            assert scheme in ("", "http", "https", "mailto"), value
        elif name == "class":
            assert value == "mention" if tag == "a" else value.startswith("language-"), value
        elif name == "rel":
            assert value == "nofollow noopener ugc"

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(to_html(text, frozenset({"milo"})))
    reader.close()
    assert not reader.open, f"left open: {reader.open}"
    return reader


def test_there_are_enough_attacks() -> None:
    assert len(PAYLOADS) >= 60


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "around", ["{}", "Look: {}", "**{}**", "> {}", "- {}", "`a` {}", "{}\n\n{}"]
)
def test_an_attack_becomes_words(payload: str, around: str) -> None:
    read(around.replace("{}", payload))


def test_all_attacks_together_become_words() -> None:
    read("\n".join(PAYLOADS))
    read("\n\n".join(PAYLOADS))


PIECES = st.sampled_from(
    ["*", "**", "_", "`", "```", "\n", "\n\n", "> ", "- ", "1. ", "[", "](", ")", "](javascript:",
     "<", ">", "</", "<a href=", "'", '"', "&", "&lt;", "&#x3c;", "|", "|-|", "\\", "~~", "!", "![",
     "http://", "https://a.example/", "mailto:", "//", "@milo", "@", "#", "=", "\t", "    ", " ",
     "x", "é", "😀", "\u200d", "\u202e", "<script>", "onerror=", "style=", "<!--", "-->", "]]>"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_whatever_is_put_together_only_the_allowed_comes_out(text: str) -> None:
    read(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_text_at_all_only_the_allowed_comes_out(text: str) -> None:
    read(text)


def slowly(text: str) -> str:
    return markdown._cleaner.clean(markdown._markdown.render(text, {"handles": frozenset()}))


@settings(max_examples=500, deadline=None)
@given(st.from_regex(markdown._PLAIN, fullmatch=True).map(tidy_text).filter(bool))
@example("Plain speech, as most of it is.")
@example("One  two   three ")
@example("a. b) c+ d= -- ... (c) (tm) 'quoted'; 100% {x}")
@example("www.example.org and ana.example.org")
@example("Tab\there")
@example("a\u00a0b")
@example("a\u3000b")
def test_the_short_way_for_plain_speech_leads_to_the_same_place(text: str) -> None:
    # The cleaner writes a hard space as &nbsp;, which reads the same.
    assert html.unescape(to_html(text)) == html.unescape(slowly(text))


def test_what_people_write_reads_as_they_meant_it() -> None:
    assert to_html("**Warm** it for _one_ minute") == (
        "<p><strong>Warm</strong> it for <em>one</em> minute</p>\n"
    )
    assert to_html("a\nb") == "<p>a<br>\nb</p>\n"
    assert to_html("See https://a.example/b") == (
        '<p>See <a href="https://a.example/b" rel="nofollow noopener ugc">'
        "https://a.example/b</a></p>\n"
    )
    assert "<table>" in to_html("| a |\n|---|\n| b |")


def test_only_people_of_the_room_become_links_and_never_inside_one() -> None:
    milo = frozenset({"milo"})
    assert '<a class="mention" href="/people/milo"' in to_html("Thank you @Milo!", milo)
    assert "<a" not in to_html("Thank you @Otto!", milo)
    assert "<a" not in to_html("milo@milo.example and x@milo", milo)
    assert "mention" not in to_html("`@milo`", milo)
    assert to_html("[@milo](https://a.example)", milo).count("<a") == 1
    assert "mention" in to_html("[x](https://a.example) and @milo", milo), "after a link, too"


def test_mentions_are_found_as_people_write_them() -> None:
    assert mentioned("@milo, @Ana-Silva and (@zoe)! not a@b.example nor @x") == {
        "milo",
        "ana-silva",
        "zoe",
    }


def test_an_excerpt_is_words_only_and_ends_where_it_should() -> None:
    assert to_words("**Warm** `it` <b>\n\n- now", 140) == "Warm it <b> now"
    assert to_words("a" * 200, 20) == "a" * 19 + "…"


def test_thousands_of_brackets_are_words_too() -> None:
    assert read("[" * 4000).words[0] == "[" * 4000
    assert read("[a](b)" * 150).words == ["a"] * 150 + ["\n"]
