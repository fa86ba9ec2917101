"""A feed as Atom (RFC 4287)."""

from xml.etree.ElementTree import Element, SubElement, tostring

from community.feeds.shape import Entry, Feed, moment, printable

MEDIA_TYPE = "application/atom+xml"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def written(feed: Feed) -> bytes:
    root = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", _LANGUAGE: "en"})
    _say(root, "id", feed.id)
    _say(root, "title", feed.title)
    _say(root, "updated", moment(feed.updated))
    _link(root, "self", feed.address, MEDIA_TYPE)
    _link(root, "alternate", feed.page, "text/html")
    # Of all entries whose author is not named.
    _say(SubElement(root, "author"), "name", feed.community)
    _say(root, "generator", "Comentor")
    for entry in feed.entries:
        _put(SubElement(root, "entry"), entry)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _put(element: Element, entry: Entry) -> None:
    _say(element, "id", entry.id)
    _say(element, "title", entry.title)
    _say(element, "published", moment(entry.published))
    _say(element, "updated", moment(entry.updated))
    _link(element, "alternate", entry.address, "text/html")
    if entry.author:
        _say(SubElement(element, "author"), "name", entry.author)
    for subject in entry.subjects:
        SubElement(element, "category", {"term": printable(subject)})
    _say(element, "summary", entry.summary, type="text")
    if entry.content:
        _say(element, "content", entry.content, type="html")


def _say(parent: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = printable(words)


def _link(parent: Element, relation: str, address: str, media_type: str) -> None:
    attributes = {"rel": relation, "type": media_type, "href": printable(address)}
    SubElement(parent, "link", attributes)
