"""The words of an insight that is made of an answer: what was asked, as a quote, and the answer."""

import re
from dataclasses import replace

from community.asks.models import Ask, AskAnswer
from community.core.articles import first_words
from community.insights.models import TITLE_MOST
from community.insights.texts import Text, tidied

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+.!|<>~-])")


def as_insight(ask: Ask, given: AskAnswer) -> Text:
    """Its draft's first text; whoever asked is named only because they agreed."""
    return tidied(Text(_title(ask), f"{_quote(ask)}\n\n{given.body}"))


def without_question(text: Text, ask: Ask) -> Text:
    """What somebody wrote on, as far as what was asked stands in it as it was quoted; whoever
    asked may be called something else since."""
    title = "" if text.title == _title(ask) else text.title
    quoted = re.escape(_asked(ask)) + r"\n>\n> — [^\n]*"
    return replace(text, title=title, body=re.sub(quoted, "", text.body).strip())


def about(ask: Ask) -> dict[str, str] | None:
    """What the draft says it is about, as the form says it."""
    if ask.skill is None:
        return None
    return {"sight": "members", "circle_id": "", "skills": ask.skill.name}


def _title(ask: Ask) -> str:
    return first_words(ask.body, TITLE_MOST - 1)


def _asked(ask: Ask) -> str:
    return "\n".join(f"> {line}".rstrip() for line in ask.body.splitlines())


def _quote(ask: Ask) -> str:
    name = _SIGNS.sub(r"\\\1", ask.asker.name)
    return f"{_asked(ask)}\n>\n> — {name}"
