"""Reads a page as strictly as a wary browser, and says what in it is not ours."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from tests.pages.xss.payloads import CANARY

_TAGS = """
html head meta title link body header nav main section article aside footer div span p h1 h2 h3 h4
a ul ol li dl dt dd menu form fieldset legend label input select option optgroup textarea button
img svg use path table caption thead tbody tr th td time details summary strong em b i s small mark
code pre blockquote br hr bdi dialog template noscript output progress meter datalist search abbr
data kbd script
"""
_ATTRIBUTES = """
id class href rel src alt title lang dir charset name content value type for action method enctype
role tabindex hidden disabled checked selected required readonly multiple maxlength minlength min
max step rows cols placeholder autocomplete autocapitalize autocorrect autofocus spellcheck
inputmode enterkeyhint accept list pattern novalidate width height loading decoding viewbox fill
datetime colspan rowspan scope start open media sizes defer async crossorigin integrity as download
target referrerpolicy color label size xmlns d focusable popover popovertarget popovertargetaction
inert translate wrap form formaction formnovalidate
"""
TAGS, ATTRIBUTES = set(_TAGS.split()), set(_ATTRIBUTES.split())
ADDRESSES = {"href", "src", "action", "formaction"}
# Names that only code or structure reads: words of people have no business in them.
OURS = {"id", "class", "type", "method", "rel", "role", "for", "form", "target", "enctype"}
SCHEMES = {"", "http", "https", "mailto"}
FAMILIES = re.compile(r"(aria|data)-[a-z_-]+")


class Strict(HTMLParser):
    """`faults` holds each thing that is no part of a page of ours."""

    def __init__(self, *, letter: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.letter = letter
        self.faults: list[str] = []
        self.words: list[str] = []
        self._raw = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attributes:
            self._attribute(tag, name, value or "")
        self._addresses(tag, {name: value or "" for name, value in attributes})
        self._raw = tag if tag in ("script", "style") else ""

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self._raw = ""

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw and data.strip():
            self.faults.append(f"<{self._raw}> with words in it")
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"<?{data}>")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        told = f"<{tag} {name}={value[:60]!r}>"
        if name not in ATTRIBUTES and not FAMILIES.fullmatch(name):
            self.faults.append(told)
        if name in OURS and CANARY in value:
            self.faults.append(told)
        if name in ADDRESSES and not _is_good(value):
            self.faults.append(told)
        if tag == "meta" and name == "http-equiv":
            self.faults.append(told)

    def _addresses(self, tag: str, given: dict[str, str]) -> None:
        """Nothing is fetched from elsewhere or sent there; a link there vouches for nothing."""
        for name in ADDRESSES & given.keys():
            if not _leads_elsewhere(given[name]):
                continue
            if self.letter and tag == "a":
                continue  # all its links lead here, which is elsewhere for whoever reads it
            if tag != "a" or not {"nofollow", "noopener"} <= set(given.get("rel", "").split()):
                self.faults.append(f"<{tag} {name}={given[name][:60]!r}>")


def _compact(address: str) -> str:
    return re.sub(r"[\x00-\x20]", "", address)  # browsers leave these out


def _is_good(address: str) -> bool:
    try:
        return urlsplit(_compact(address)).scheme.lower() in SCHEMES
    except ValueError:
        return False


def _leads_elsewhere(address: str) -> bool:
    seen = _compact(address).replace("\\", "/")
    return seen.startswith(("http:", "https:", "//"))


def read(page: str, *, letter: bool = False) -> Strict:
    reader = Strict(letter=letter)
    reader.feed(page)
    reader.close()
    return reader
