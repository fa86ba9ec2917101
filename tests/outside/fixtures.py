"""Fixtures for what lies outside; tests/conftest.py takes them in with `pytest_plugins`."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.outside.chromium import find_chromium, launch_flags
from tests.outside.live_server import COMENTOR, LiveServer
from tests.outside.node import find_node
from tests.outside.nursery import Nursery
from tests.outside.order import place
from tests.outside.postgres import Postgres
from tests.outside.valkey import Valkey

StartServer = Callable[..., LiveServer]

# Machines that run tests are shared: what comes has come, however long that took.
expect.set_options(timeout=20_000)

SLOW = {"commands", "journeys", "live", "package"}  # folders whose tests start and await processes
# Letters to everybody, every route for every role, whole communities moved: many cases.
WIDE = {"mail", "test_every_route.py", "test_migrations.py", "test_policy_walk.py"}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a browser or waits for processes is marked so, and cannot forget it."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if SLOW.intersection(item.path.parts):
            item.add_marker(pytest.mark.slow)
        if WIDE.intersection(item.path.parts):
            item.add_marker(pytest.mark.wide)
    items.sort(key=place)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL; `postgres.new_database()` is the address of an empty database."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A running Valkey for several processes; a test that stops it starts it again."""
    with Valkey() as server:
        yield server


@pytest.fixture(scope="session")
def node() -> str:
    """The path of a node that can run the tests of the pages' scripts."""
    return find_node()


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> str:
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        return find_chromium()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=launch_flags())
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty window with no history and no cookies. What goes wrong in it fails the test."""
    context = browser.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert not faults, "The browser's console told of errors:\n" + "\n".join(faults)


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a community that is about to begin, copied for each that does."""
    folder = tmp_path_factory.mktemp("upgraded")
    LiveServer(folder).run("upgrade")
    return folder


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery | None]:
    """None where processes have no `pidfd`: there each server is started by itself."""
    nursery = Nursery() if hasattr(os, "pidfd_open") else None
    yield nursery
    if nursery is not None:
        nursery.close()


@pytest.fixture(scope="module")
def live_server(
    tmp_path_factory: pytest.TempPathFactory, upgraded: Path, nursery: Nursery | None
) -> Iterator[StartServer]:
    """`live_server(redis_url=…)` starts Comentor on a new database; see LiveServer.

    A `data_dir` is one that another server has begun. All that still runs when the tests of the
    file end is stopped; `with live_server() as server:` stops it sooner and shows its log when
    the test fails.
    """
    with ExitStack() as running:
        yield starting(running, tmp_path_factory, upgraded, nursery)


@pytest.fixture(scope="session")
def lasting_server(
    tmp_path_factory: pytest.TempPathFactory, upgraded: Path, nursery: Nursery | None
) -> Iterator[StartServer]:
    """The same for the few that serve the tests of many files."""
    with ExitStack() as running:
        yield starting(running, tmp_path_factory, upgraded, nursery)


def starting(
    running: ExitStack, folders: pytest.TempPathFactory, upgraded: Path, nursery: Nursery | None
) -> StartServer:
    def start(
        data_dir: Path | None = None,
        database_url: str | None = None,
        redis_url: str | None = None,
        env: dict[str, str] | None = None,
        port: int = 0,
        command: Sequence[str | Path] = COMENTOR,
    ) -> LiveServer:
        folder = data_dir or folders.mktemp("live")
        server = LiveServer(folder, database_url, redis_url, env, port, command, nursery=nursery)
        if data_dir is None and database_url is None:
            shutil.copytree(upgraded, folder, dirs_exist_ok=True)
        elif data_dir is None:
            server.run("upgrade")
        server.start()
        running.callback(server.stop)
        return server

    return start
