"""The words of a message as a quote in the next one, in Markdown."""

import re

from community.rooms.shown import Shown

QUOTED_MOST = 1_000  # characters; who wants to show more leads there
_CALL = re.compile(r"(?<![\w@/.-])@(?=[a-z0-9])", re.IGNORECASE)
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")


def quoted(shown: Shown, body: str) -> str:
    """Each line after a `>`, under the writer's name; a quote calls nobody a second time."""
    if shown["withdrawn"] or shown["hidden"]:
        return ""
    text = body if len(body) <= QUOTED_MOST else body[:QUOTED_MOST].rstrip() + " …"
    name = _SIGNS.sub(r"\\\1", shown["author"]["name"])
    lines = [f"**{name}:**", *_CALL.sub("", text).splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"
