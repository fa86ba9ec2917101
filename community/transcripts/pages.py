"""What the page of a transcript shows of it, drawn once and kept: the same for every reader."""

import re
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from community.core.text import plural
from community.paths import TEMPLATES
from community.transcripts.shape import TranscriptData
from community.transcripts.writing import moment

# Of links alone: words may tell how one is written.
_INTO_THE_COMMUNITY = re.compile(r'<a (?:[^<>]* )?href="(?=/)')


def drawn(data: TranscriptData) -> str:
    """The hosts, the summary, the questions with what was said to them, who spoke."""
    return _templates().get_template("transcripts/_words.html").render(data=data)


def drawn_folder(data: TranscriptData, files: list[str]) -> str:
    """The page that opens from disk: links that lead into the community are complete."""
    base = data.address.partition("/sessions/")[0]
    template = _templates().get_template("transcripts/_folder.html")
    page = template.render(data=data, words=safe(drawn(data)), files=files)
    return _INTO_THE_COMMUNITY.sub(lambda found: found[0] + base, page)


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
