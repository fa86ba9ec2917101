"""An archive holds one moment of the community and puts it back, on either database."""

import io
import json
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from community import migrating
from community.access.policy import Audience
from community.backups import make_backup, restore_backup
from community.core import transaction
from community.core.errors import Refused
from community.core.transaction import reading
from community.discovery.indexing import Index
from community.rooms.actions import react, withdraw
from community.rooms.models import Item
from community.settings import Settings
from tests.outside.postgres import Postgres
from tests.town import Town

Rows = dict[str, list[Any]]
NOT_KEPT = {"sign_ins", "sign_in_tries", "one_time_links", "kept_letters"}


def everything() -> Rows:
    """Every row of every table, in an order that both databases give."""
    known, found = MetaData(), {}
    with reading() as db:
        known.reflect(db.connection())
        for table in known.tables.values():
            rows = [[str(value) for value in row] for row in db.execute(select(table))]
            found[table.name] = sorted(map(without_zones, rows))
    return found


def without_zones(row: list[str]) -> list[str]:
    """PostgreSQL says that a moment is UTC, SQLite leaves it out."""
    return [value.replace("+00:00", "").replace("True", "1").replace("False", "0") for value in row]


def kept(rows: Rows) -> Rows:
    return {name: found for name, found in rows.items() if name not in NOT_KEPT}


def something_of_everything(town: Town) -> str:
    """A room with replies in both directions of time, words in many scripts, and the rest."""
    circle = town.circle(town.hana, town.milo)
    town.ask(town.otto, circle.id)
    above = None
    for number in range(30):
        said = town.say(
            town.milo if number % 2 else town.hana,
            circle,
            f"№{number} naïve 👩🏽‍🏫\n**漢字** @hana {'x' * (number * 100)}",
            reply_to=above if number % 3 else None,
            audience=Audience.HOSTS if number % 7 == 6 else Audience.EVERYONE,
        )
        above = said.id if number % 7 != 6 else None
    actor = town.milo.actor
    with transaction.transaction() as db:
        reacted = db.scalars(select(Item).where(Item.position == 1)).one()
        react(db, actor, reacted.id, "👍", on=True)
    with transaction.transaction() as db:
        mine = db.scalars(select(Item).where(Item.position == 2)).one()
        withdraw(db, actor, mine.id)
    town.milo.sign_in()
    return circle.room_id


@pytest.fixture
def another(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Settings]:
    """An empty place of either kind to restore into."""

    def make(kind: str) -> Settings:
        url = ""
        if kind == "postgresql":
            postgres: Postgres = request.getfixturevalue("postgres")
            url = postgres.new_database()
        return Settings(data=tmp_path / f"another-{kind}", database_url=url)

    return make


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_moves_a_community_to_either_database(
    town: Town,
    settings: Settings,
    another: Callable[[str], Settings],
    tmp_path: Path,
    kind: str,
) -> None:
    something_of_everything(town)
    before = everything()
    make_backup(settings, tmp_path / "it.tar.gz")
    there = another(kind)
    restore_backup(there, tmp_path / "it.tar.gz")
    after = everything()
    assert kept(after) == kept(before)
    assert len(before["items"]) == 30
    assert before["sign_ins"]
    assert not after["sign_ins"]
    # Life goes on there: new rows get numbers of their own.
    hana = town.hana
    newcomer = Town().person("Nell")
    circle = Town().circle(hana, newcomer)
    assert town.say(newcomer, circle).position == 1
    transaction.database().close()


def test_what_comes_back_replaces_what_was_there(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    something_of_everything(town)
    before = everything()
    make_backup(settings, tmp_path / "it.tar.gz")
    later = town.circle(town.hana, name="Begun after the backup")
    town.say(town.hana, later)
    index = Index(settings)
    index.rebuild()
    index.close()
    restore_backup(settings, tmp_path / "it.tar.gz")
    assert kept(everything()) == kept(before)
    assert not settings.index_directory.exists()
    migrating.check()


def test_a_backup_during_writes_is_one_moment(
    town: Town, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is said meanwhile: the room's counters fit the items, and no reference is loose."""
    circle = town.circle(town.hana, town.milo)
    for _ in range(20):
        town.say(town.milo, circle)
    enough, said = threading.Event(), []

    def speak() -> None:
        while not enough.is_set():
            said.append(town.say(town.milo, circle, "Meanwhile").position)

    speaker = threading.Thread(target=speak)
    owner = transaction.database()
    archives = [tmp_path / f"{number}.tar.gz" for number in range(3)]
    # The speaker's connections are not to be closed by a backup in the same process.
    monkeypatch.setattr(transaction, "connect", lambda _url: owner)
    speaker.start()
    for archive in archives:
        make_backup(settings, archive)
    enough.set()
    speaker.join()
    assert len(said) > 3
    for archive in archives:
        room, items = in_archive(archive, "rooms")[0], in_archive(archive, "items")
        assert room["last_position"] == len(items) >= 20
        assert room["version"] == max(item["version"] for item in items)
        assert sorted(item["position"] for item in items) == list(range(1, len(items) + 1))


def in_archive(file: Path, table: str) -> list[dict[str, Any]]:
    with tarfile.open(file) as archive:
        lines = archive.extractfile(f"tables/{table}.jsonl")
        assert lines is not None
        return [json.loads(line) for line in lines]


def test_the_archive_is_private_and_holds_neither_sign_ins_nor_the_index(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    something_of_everything(town)
    settings.data.mkdir(exist_ok=True)
    (settings.data / "secret_key").write_text("k" * 48)
    make_backup(settings, tmp_path / "it.tar.gz")
    assert (tmp_path / "it.tar.gz").stat().st_mode & 0o077 == 0
    with tarfile.open(tmp_path / "it.tar.gz") as archive:
        names = set(archive.getnames())
    assert {"manifest.json", "secret_key", "tables/items.jsonl"} <= names
    assert not [name for name in names if "sign_in" in name or "index" in name]
    assert not list(tmp_path.glob(".backup-*"))


def test_the_key_comes_back_where_there_is_none_and_stays_where_there_is_one(
    town: Town, settings: Settings, another: Callable[[str], Settings], tmp_path: Path
) -> None:
    town.circle(town.hana)
    settings.data.mkdir(exist_ok=True)
    (settings.data / "secret_key").write_text("k" * 48)
    make_backup(settings, tmp_path / "it.tar.gz")
    (settings.data / "secret_key").write_text("o" * 48)
    restore_backup(settings, tmp_path / "it.tar.gz")
    assert (settings.data / "secret_key").read_text() == "o" * 48
    there = another("sqlite")
    restore_backup(there, tmp_path / "it.tar.gz")
    assert (there.data / "secret_key").read_text() == "k" * 48
    assert (there.data / "secret_key").stat().st_mode & 0o077 == 0
    transaction.database().close()


# What is refused before anything is touched.


def changed(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The archive, packed again after `change` had its way with the contents."""
    with tarfile.open(file) as archive:
        contents = {name: archive.extractfile(name).read() for name in archive.getnames()}  # type: ignore[union-attr]
    change(contents)
    other = file.with_name("changed.tar.gz")
    with tarfile.open(other, "w:gz") as archive:
        for name, content in contents.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    return other


def newer(contents: dict[str, bytes]) -> None:
    manifest = json.loads(contents["manifest.json"])
    contents["manifest.json"] = json.dumps({**manifest, "revision": "9999"}).encode()


def unknown_kind(contents: dict[str, bytes]) -> None:
    manifest = json.loads(contents["manifest.json"])
    contents["manifest.json"] = json.dumps({**manifest, "format": 2}).encode()


def with_a_stranger(contents: dict[str, bytes]) -> None:
    contents["../../etc/cron.d/evil"] = b"x"


def with_sign_ins(contents: dict[str, bytes]) -> None:
    contents["tables/sign_ins.jsonl"] = b"{}"


def with_half_a_table(contents: dict[str, bytes]) -> None:
    contents["tables/items.jsonl"] = contents["tables/items.jsonl"].partition(b"\n")[2]


def with_half_a_row(contents: dict[str, bytes]) -> None:
    contents["tables/items.jsonl"] = contents["tables/items.jsonl"][:-20]


def without_a_table(contents: dict[str, bytes]) -> None:
    del contents["tables/items.jsonl"]


def without_a_manifest(contents: dict[str, bytes]) -> None:
    del contents["manifest.json"]


SPOILT = [
    newer, unknown_kind, with_a_stranger, with_sign_ins, with_half_a_table, with_half_a_row,
    without_a_table, without_a_manifest,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_archive_that_is_not_right_is_refused_and_nothing_is_touched(
    town: Town, settings: Settings, tmp_path: Path, spoil: Callable[[dict[str, bytes]], None]
) -> None:
    something_of_everything(town)
    make_backup(settings, tmp_path / "it.tar.gz")
    before = everything()
    with pytest.raises((Refused, migrating.NewerDatabase), match=r"\.$"):
        restore_backup(settings, changed(tmp_path / "it.tar.gz", spoil))
    assert everything() == before


def test_a_file_that_is_no_archive_is_refused(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    town.circle(town.hana)
    (tmp_path / "no.tar.gz").write_bytes(b"not an archive at all")
    with pytest.raises(Refused, match="no archive"):
        restore_backup(settings, tmp_path / "no.tar.gz")


def test_an_archive_with_a_link_in_it_is_refused(
    town: Town, settings: Settings, tmp_path: Path
) -> None:
    town.circle(town.hana)
    make_backup(settings, tmp_path / "it.tar.gz")
    with tarfile.open(tmp_path / "link.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("secret_key")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        with tarfile.open(tmp_path / "it.tar.gz") as good:
            for member in good.getmembers():
                archive.addfile(member, good.extractfile(member))
    with pytest.raises(Refused, match="does not belong"):
        restore_backup(settings, tmp_path / "link.tar.gz")


def test_nothing_is_backed_up_where_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no community here"):
        make_backup(Settings(data=tmp_path), tmp_path / "it.tar.gz")
    transaction.database().close()
