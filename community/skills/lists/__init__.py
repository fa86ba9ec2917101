"""Lists of topics that schemes of mentoring named, shipped as data: a file for each beside this.

To add one, add a file; its name is the list's id.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Topic:
    name: str
    aliases: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class Group:
    title: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class TopicList:
    id: str
    title: str
    about: str
    source: str
    groups: tuple[Group, ...]

    @property
    def topics(self) -> list[Topic]:
        return [topic for group in self.groups for topic in group.topics]


@cache
def shipped() -> tuple[TopicList, ...]:
    """Every list, by title."""
    return tuple(sorted(map(_read, FOLDER.glob("*.toml")), key=lambda one: one.title))


def list_called(list_id: str) -> TopicList | None:
    return next((one for one in shipped() if one.id == list_id), None)


def _read(path: Path) -> TopicList:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    groups = tuple(
        Group(group["title"], tuple(map(_topic, group["skills"]))) for group in given["groups"]
    )
    return TopicList(path.stem, given["title"], given["about"], given["source"], groups)


def _topic(given: dict[str, Any]) -> Topic:
    return Topic(given["name"], tuple(given.get("aliases", ())), given.get("about", ""))
