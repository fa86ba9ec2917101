"""What the page of a transcript shows of it, drawn once and kept: the same for every reader."""

import re
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from community.core.text import plural
from community.paths import TEMPLATES
from community.transcripts.shape import TranscriptData
from community.transcripts.shelf import Shelf
from community.transcripts.writing import moment

# Of links alone: words may tell how one is written.
_INTO_THE_COMMUNITY = re.compile(r'<a (?:[^<>]* )?href="(?=/)')


def drawn(data: TranscriptData, here: Mapping[str, str] | None = None) -> str:
    """The hosts, the summary, the questions with what was said to them, who spoke.

    `here`: by key, where pictures and files are to be found; without it, all in the community.
    """
    if here is None:
        here = {kept.key: data.way_to(kept) for kept in data.kept()}
    return _templates().get_template("transcripts/_words.html").render(data=data, here=here)


def drawn_folder(data: TranscriptData, files: list[str], shelf: Shelf) -> str:
    """The page that opens from disk: links that lead into the community are complete."""
    here = {key: quote(path) for key, path in shelf.inside.items()}
    template = _templates().get_template("transcripts/_folder.html")
    page = template.render(data=data, words=safe(drawn(data, here)), files=files, shelf=shelf)
    return _INTO_THE_COMMUNITY.sub(lambda found: found[0] + data.base(), page)


def safe(html: str) -> Markup:
    """Drawn here, or made safe by `core.markdown`."""
    return Markup(html)  # noqa: S704


@cache
def _templates() -> Environment:
    """Without the web: these are drawn by a process that answers nobody."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(iso=moment, plural=plural, safely=safe)
    return environment
