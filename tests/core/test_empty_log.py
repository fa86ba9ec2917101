"""Words that were taken back leave SQLite's log as well."""

from pathlib import Path

from community.core.transaction import database, transaction
from community.rooms import actions
from tests.town import Town


def test_withdrawn_words_are_in_no_file_once_the_log_is_emptied(town: Town) -> None:
    circle = town.circle(town.hana)
    said = town.say(town.hana, circle, "unrepeatable-zanzibar-words")
    actor = town.hana.actor
    with transaction() as db:
        actions.withdraw(db, actor, said.id)
    database().empty_log()
    if not database().is_sqlite:
        return
    path = Path(str(database().engine.url.database))
    files = [file for file in path.parent.glob(f"{path.name}*") if file.is_file()]
    assert files
    assert not any(b"unrepeatable-zanzibar-words" in file.read_bytes() for file in files)


def test_sqlite_knows_how_much_lies_in_its_tables(town: Town) -> None:
    town.circle(town.hana, town.milo)
    for _ in range(2):
        database().look_at_sizes()
    if database().is_sqlite:
        with database().engine.connect() as connection:
            counted = connection.exec_driver_sql("SELECT DISTINCT tbl FROM sqlite_stat1").scalars()
            assert "memberships" in set(counted)
