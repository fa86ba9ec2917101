"""What `comentor doctor` finds."""

from dataclasses import replace

from community.core.transaction import reading
from community.discovery import documents
from community.discovery.indexing import Index
from tests.commands.saying import Commands, words
from tests.outside.valkey import Valkey
from tests.town import Town


def test_the_doctor_finds_everything_in_order_and_shows_no_secret(
    commands: Commands, town: Town
) -> None:
    town.circle(town.hana)
    words(commands("reindex"))
    secret = "a secret that nobody is to read, ever"
    said = words(commands("doctor", COMENTOR_SECRET_KEY=secret))
    assert "Everything is in order." in said
    assert "environment" in said
    assert secret not in said


def test_the_doctor_says_that_the_database_is_not_made_yet(new: Commands) -> None:
    new.folder.mkdir()
    result = new("doctor")
    assert result.exit_code == 1
    assert "run `comentor upgrade`" in result.output


def test_the_doctor_says_that_the_database_does_not_answer(new: Commands) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    result = new("doctor", COMENTOR_DATABASE_URL=url)
    assert result.exit_code == 1
    assert "The database cannot be reached" in result.output


def test_the_doctor_says_that_the_index_is_damaged(commands: Commands, town: Town) -> None:
    town.circle(town.hana)
    words(commands("reindex"))
    damaged = [path for path in commands.settings.index_directory.rglob("*") if path.is_file()]
    for path in damaged:
        path.write_bytes(b"broken")
    result = commands("doctor")
    assert result.exit_code == 1
    assert "`comentor reindex` builds it anew" in result.output


def test_the_doctor_finds_out_that_the_index_lacks_something_or_says_otherwise(
    commands: Commands, town: Town
) -> None:
    town.circle(town.hana, name="Thumbs")
    index = Index(commands.settings)
    index.rebuild()
    with reading() as db:
        last = documents.last_change(db)
    now = list(documents.everything())
    lacking, otherwise = now[1:], [replace(one, body="", title="Otherwise") for one in now]
    for held, said in ((lacking, "and the database"), (otherwise, "the index does not find")):
        index.engine.rebuild(held, last)
        result = commands("doctor")
        assert result.exit_code == 1
        assert said in result.output
    index.close()


def test_the_doctor_says_that_redis_does_not_answer(commands: Commands, town: Town) -> None:
    words(commands("reindex"))
    result = commands("doctor", COMENTOR_REDIS_URL="redis://127.0.0.1:1/0")
    assert result.exit_code == 1
    assert "Redis does not answer" in result.output
    assert "rooms go on by the database" in result.output


def test_the_doctor_is_content_with_a_redis_that_answers(
    commands: Commands, town: Town, valkey: Valkey
) -> None:
    words(commands("reindex"))
    assert "in order" in words(commands("doctor", COMENTOR_REDIS_URL=valkey.url))
