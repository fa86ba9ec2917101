"""The `comentor` command, as the person who looks after the server uses it."""

import os
import signal
import subprocess
import time
from pathlib import Path

from sqlalchemy import select, text

from community import migrating
from community.access.policy import Visibility
from community.core import transaction
from community.core.outbox import Job
from community.core.transaction import reading
from community.discovery.indexing import Index
from community.members import links
from community.members.models import Member, SignIn
from community.members.passwords import password_fits
from tests.commands.saying import Commands, words
from tests.live.stage import FAST, Stage
from tests.live.web import Web
from tests.outside.fixtures import StartServer
from tests.outside.live_server import COMENTOR, ROOT
from tests.town import Meeting, Town

ASK = Visibility.ASK
PASSWORD = "six green lazy newts"


# upgrade, demo, reindex


def test_upgrade_makes_key_and_database_once(new: Commands) -> None:
    first = words(new("upgrade"))
    assert "Made a secret key" in first
    assert f"The database is now at {migrating.newest_revision()}." in first
    key = new.folder / "secret_key"
    assert key.stat().st_mode & 0o077 == 0
    before = key.read_text()
    words(new("upgrade"))
    assert key.read_text() == before
    migrating.check()


def test_the_demonstration_says_how_to_sign_in_and_is_made_once(new: Commands) -> None:
    words(new("upgrade"))
    said = words(new("demo"))
    assert "Sign in as" in said
    again = new("demo")
    assert again.exit_code == 1
    assert "needs an empty community" in str(again.exception)


def test_reindex_builds_what_is_findable(commands: Commands, town: Town) -> None:
    circle = town.circle(town.hana)
    town.say(town.hana, circle)
    assert words(commands("reindex")) == "The index holds 2 documents.\n"
    index = Index(commands.settings)
    assert index.check().documents == 2  # Hana and her circle
    index.close()


# member


def test_a_member_is_added_who_can_sign_in(commands: Commands, town: Town) -> None:
    arguments = ["member", "add", "nell@example.org", "--name", "Nell Brook"]
    assert words(commands(*arguments, "--password", PASSWORD)) == "@nell-brook can sign in.\n"
    nell = member("nell-brook")
    assert nell.role.value == "member"
    assert password_fits(PASSWORD, nell.password_hash)


def test_a_weak_password_or_a_taken_address_is_refused(commands: Commands, town: Town) -> None:
    town.person("Nell")
    weak = commands("member", "add", "new@example.org", "--name", "New", "--password", "short")
    taken = commands("member", "add", "nell@example.org", "--name", "Nell", "--password", PASSWORD)
    for result in (weak, taken):
        assert result.exit_code == 1
        assert str(result.exception).endswith(".")
    with reading() as db:
        assert len(db.scalars(select(Member)).all()) == 1


def test_a_role_is_given_and_the_last_administrator_stays(commands: Commands, town: Town) -> None:
    town.person("Nell")
    assert words(commands("member", "role", "nell", "administrator")).startswith("nell is now")
    assert member("nell").role.value == "administrator"
    result = commands("member", "role", "nell@example.org", "member")
    assert "at least one administrator" in str(result.exception)
    assert member("nell").role.value == "administrator"


def test_a_new_password_signs_every_browser_out(commands: Commands, town: Town) -> None:
    nell = town.person("Nell")
    nell.sign_in()
    nell.sign_in()
    said = words(commands("member", "password", "@nell", "--password", PASSWORD))
    assert said == "Done; 2 browsers signed out.\n"
    assert password_fits(PASSWORD, member("nell").password_hash)
    with reading() as db:
        assert not db.scalars(select(SignIn)).all()


def test_a_link_signs_somebody_in_whom_no_mail_reaches(commands: Commands, town: Town) -> None:
    nell = town.person("Nell")
    said = words(commands("member", "link", "nell", COMENTOR_BASE_URL="https://learn.example.org"))
    token = said.strip().removeprefix("https://learn.example.org/link/")
    with transaction.transaction() as db:
        assert links.sign_in(db, token).id == nell.id


def test_nobody_by_that_name_is_said(commands: Commands, town: Town) -> None:
    result = commands("member", "role", "nobody", "member")
    assert str(result.exception) == "There is nobody called nobody."


def member(handle: str) -> Member:
    with reading() as db:
        return db.scalars(select(Member).where(Member.handle == handle)).one()


# backup, restore


def test_backup_and_restore_ask_before_they_replace(
    commands: Commands, town: Town, tmp_path: Path
) -> None:
    town.person("Nell")
    file = str(tmp_path / "it.tar.gz")
    assert words(commands("backup", file)) == f"Backed up to {file}.\n"
    Town().person("Later")
    refused = commands("restore", file)
    assert refused.exit_code == 1
    assert member("later")
    assert "Start the server again" in words(commands("restore", file, "--yes"))
    with reading() as db:
        assert db.scalars(select(Member.handle)).all() == ["nell"]


# As processes


def run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("COMENTOR_")}
    return subprocess.run(
        [*COMENTOR, *arguments],
        env=clean | {"COMENTOR_DATA": str(folder)} | env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_the_server_does_not_start_without_a_secret(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--port", "0")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("Comentor needs a secret key")
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "comentor.db").exists()


def test_a_problem_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    assert run(tmp_path, "upgrade").returncode == 0
    done = run(tmp_path, "replay", "no-such-chat")
    assert done.returncode == 1
    assert done.stderr.startswith("No chat no-such-chat was imported here")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    assert run(tmp_path, "upgrade").returncode == 0
    with_newer(tmp_path)
    upgrade, serve = run(tmp_path, "upgrade"), run(tmp_path, "serve", "--port", "0")
    assert "belongs to a newer Comentor" in upgrade.stderr
    assert "The database is at 9999" in serve.stderr
    for done in (upgrade, serve):
        assert done.returncode == 1
        assert "Traceback" not in done.stderr


def test_the_server_does_not_start_before_the_database_is_made(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--port", "0", COMENTOR_SECRET_KEY="k" * 40)
    assert done.returncode == 1
    assert "run `comentor upgrade`" in done.stderr


def with_newer(folder: Path) -> None:
    owner = transaction.connect(f"sqlite:///{folder / 'comentor.db'}")
    with owner.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    owner.close()


def test_a_worker_does_what_a_server_without_background_leaves(live_server: StartServer) -> None:
    server = live_server(env={**FAST, "COMENTOR_BACKGROUND": "0"})
    with Stage(server) as stage, Web(server.url, stage.cookie(stage.town.hana)) as browser:
        circle = stage.town.circle(stage.town.hana, purpose="Thermoplastics", visibility=ASK)
        stage.town.ask(stage.town.milo, circle.id)
        assert owed() == ["inbox.join_asked"]
        assert not findable(browser, circle)
        worker = subprocess.Popen(
            [*COMENTOR, "worker"], env=server.env, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "The worker is running.\n"
            end = time.monotonic() + 30
            while owed() or not findable(browser, circle):
                assert time.monotonic() < end, "The worker did nothing in half a minute."
                time.sleep(0.2)
            assert "Milo" in browser.get("/inbox").text
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.communicate(timeout=30)
        assert worker.returncode == 0


def findable(browser: Web, circle: Meeting) -> bool:
    return f"/circles/{circle.id}" in browser.get("/search", q="thermoplastics").text


def owed() -> list[str]:
    with reading() as db:
        return list(db.scalars(select(Job.name).where(Job.dead.is_(False))))
