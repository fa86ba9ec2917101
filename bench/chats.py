"""Whether all that came with imported chats is found again, message by message.

    python -m bench chats FILE [--engine tantivy]

FILE is what `comentor import chats` takes. It is imported into a community of its own, and each
message and prepared question is looked for by its own rare words, as a member who was never there
would: it has to be found, to open at its place on the page of the transcript, and to be counted
under the skills of its chat. Exit status 1 if anything is missing.
"""

import argparse
import re
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select

from community import migrating
from community.access.actor import CommunityRole, actor_for
from community.app import create_app
from community.core import transaction
from community.core.markdown import to_words
from community.discovery import documents
from community.discovery.audience import audiences
from community.discovery.indexing import Index
from community.discovery.of_sessions import place_of
from community.importing.chat import Chat
from community.importing.chats import import_chats
from community.members.actions import NewMember, sign_up, start_sign_in
from community.rooms.models import Item, ItemKind
from community.sessions.models import HostedSession
from community.settings import Settings
from community.skills.rules import skill_key
from community.web.identity import cookie_for
from search.api import Query
from search.text import folded, stem

RAREST, LETTERS, DEEPEST, PAGE = 6, 150, 2_000, 20
SHOWN = 5  # of what is missing
_PART = re.compile(r' id="(m\d+)"(.*?)(?= id="m\d|</main>)', re.DOTALL)
_MARKUP = re.compile(r"<[^>]+>")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench chats")
    parser.add_argument("file", type=Path)
    parser.add_argument("--engine", default="whoosh", choices=("whoosh", "tantivy"))
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="comentor-bench-") as directory:
        chats = Imported(given.file, given.engine, Path(directory))
        missing = chats.look()
        chats.close()
    for line in missing[:SHOWN]:
        print(f"  missing: {line}")
    print(f"{len(missing)} missing.")
    return 1 if missing else 0


class Imported:
    """A community that holds nothing but these chats, and somebody who has just come to it."""

    def __init__(self, file: Path, engine: str, place: Path) -> None:
        self._settings = Settings(data=place, search=engine, secret_key=secrets.token_urlsafe(32))
        transaction.connect(self._settings.database_address)
        migrating.upgrade()
        self._app = create_app(self._settings)
        self._index: Index = self._app.extensions["search_index"]
        print(import_chats(file).summary())
        lines = file.read_text("utf-8").splitlines()
        self._chats = [Chat.parse(line) for line in lines if line.strip()]
        self._client = self._reader()
        self._index.rebuild()
        self._every = [one for one in documents.everything() if one.kind == "message"]
        stems = (set(map(stem, folded(one.body))) for one in self._every)
        self._common = Counter(word for found in stems for word in found)

    def look(self) -> list[str]:
        began = time.perf_counter()
        missing = [*self._messages(), *self._questions(), *self._skills()]
        print(f"Looked for in {time.perf_counter() - began:.0f} s.")
        return missing

    def close(self) -> None:
        self._index.close()
        transaction.database().close()

    def _reader(self) -> FlaskClient:
        """Signed in, in no circle."""
        with transaction.transaction() as db:
            member = sign_up(db, NewMember("Otto Reader", "otto@example.org", "no password"))
            token = start_sign_in(db, member, "bench")
        with transaction.reading() as db:
            self._audiences = audiences(db, actor_for(db, member.id, CommunityRole.MEMBER))
        client = self._app.test_client()
        name, _, value = cookie_for(self._settings, token).partition("=")
        client.set_cookie(name, value)
        return client

    def _messages(self) -> Iterator[str]:
        """Each by its rarest words; and what its place on the page says."""
        places: Counter[str] = Counter()
        for one in self._every:
            rare = self._rare(one.body)
            if not rare:
                places["without a word"] += 1
                continue
            query = Query.parse(f"{' '.join(rare)} kind:message on:{one.starts_at:%Y-%m-%d}")
            hits = self._index.search(query, self._audiences, limit=DEEPEST).hits
            place = next((n for n, hit in enumerate(hits) if hit.key == one.key), None)
            if place is None:
                yield f"{one.key} by {' '.join(rare)}"
                continue
            places["first" if place == 0 else "on the first page" if place < PAGE else "later"] += 1
            if not self._said_at(one.key).issuperset(rare):
                yield f"{one.key} does not say {' '.join(rare)} on the page"
        print(f"{len(self._every):,} messages: {dict(places)}")

    def _rare(self, body: str) -> list[str]:
        words = sorted(dict.fromkeys(folded(body)), key=lambda word: self._common[stem(word)])
        while len(" ".join(words)) > LETTERS or len(words) > RAREST:
            words.pop()
        return words

    @cache  # noqa: B019 - lives as long as the run
    def _parts(self, session_id: str) -> dict[str, set[str]]:
        """By place the words that stand there, with and without a gap where markup was."""
        page = self._client.get(f"/sessions/{session_id}/transcript").text
        return {
            anchor: {
                word
                for gap in ("", " ")
                for word in folded(unescape(_MARKUP.sub(gap, part.partition(">")[2])))
            }
            for anchor, part in _PART.findall(page)
        }

    def _said_at(self, key: str) -> set[str]:
        session_id, place = place_of(key)
        return self._parts(session_id).get(f"m{place}", set())

    def _questions(self) -> Iterator[str]:
        """Those that were prepared and asked as they were written. Of others, such as those put in
        other words or in several messages, the messages are what there is to find."""
        said: dict[str, list[set[str]]] = {}
        for one in self._every:
            said.setdefault(one.context, []).append(set(folded(one.body)))
        sessions, found = self._sessions(), Counter[str]()
        for chat in self._chats:
            for question in chat.questions:
                rare = self._rare(to_words(question, 10_000))
                asked = any(words.issuperset(rare) for words in said[sessions[chat.id]])
                found["asked so" if asked else "put otherwise or never"] += 1
                query = Query.parse(f"{' '.join(rare)} kind:message on:{chat.day:%Y-%m}")
                hits = self._index.search(query, self._audiences, limit=PAGE).hits
                here = any(hit.context == sessions[chat.id] for hit in hits)
                if asked and not here:
                    yield f"a question of {chat.id}: {' '.join(rare)}"
        with transaction.reading() as db:
            counted = select(func.count()).where(Item.kind == ItemKind.QUESTION)
            opened = db.scalar(counted) or 0
        print(f"{found.total():,} prepared questions: {dict(found)}; {opened} opened a part")

    def _skills(self) -> Iterator[str]:
        """Sessions and messages are counted under each skill as the file has them."""
        sessions = self._sessions()
        spoken = Counter(one.context for one in self._every)
        wanted: dict[str, Counter[str]] = {"session": Counter(), "message": Counter()}
        names: dict[str, str] = {}
        for chat in self._chats:
            for key in dict.fromkeys(map(skill_key, chat.skills)):
                wanted["session"][key] += 1
                wanted["message"][key] += spoken[sessions[chat.id]]
            names |= {skill_key(name): name for name in chat.skills}
        for kind, counts in wanted.items():
            for key, count in counts.items():
                query = Query.parse(f"kind:{kind}").with_filter("skill", names[key])
                results = self._index.search(query, self._audiences, limit=0, facets=("skill",))
                told = {skill_key(name): n for name, n in results.facets["skill"].items()}
                found = results.total, told.get(key)
                if found != (count, count):
                    yield f"{kind} about {names[key]}: {found}, not {count}"
        print(f"{len(names)} skills counted over sessions and messages")

    def _sessions(self) -> dict[str, str]:
        with transaction.reading() as db:
            rows = db.execute(select(HostedSession.source_key, HostedSession.id))
            return {str(key).removeprefix("chats:"): session_id for key, session_id in rows}
