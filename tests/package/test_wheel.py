"""What an administrator installs: one wheel, in an empty environment, far from the checkout."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
import requests

from tests.outside.live_server import LiveServer

ROOT = Path(__file__).parents[2]
PIP = ["-m", "pip", "--quiet", "--disable-pip-version-check"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [*PIP, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([sys.executable, *command], check=True)
    (built,) = folder.glob("comentor-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what it declares."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / "bin"
    command = [*PIP, "install", "-c", str(ROOT / "constraints.txt"), str(wheel)]
    subprocess.run([programs / "python", *command], check=True, cwd=folder)
    return programs


def test_the_wheel_holds_pages_migrations_and_built_assets(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "wsgi.py",
        "community/app.py",
        "realtime/engine/on_eventlet.py",
        "search/api.py",
    } <= names
    for folder in ("community/templates", "community/migrations"):
        assert files(ROOT / folder.removeprefix("community/"), folder) <= names
    for folder in ("community/skills/lists", "community/demo/content"):
        assert files(ROOT / folder, folder) <= names
    built = files(ROOT / "community/static/dist", "community/static/dist")
    assert built <= names
    assert any(name.endswith(".css") for name in built), "the checkout has built assets"


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    allowed = ("community/", "realtime/", "search/", "comentor-", "wsgi.py")
    assert [name for name in names if not name.startswith(allowed)] == []
    assert [name for name in names if "node_modules" in name or "test" in Path(name).parts] == []


def test_an_installed_wheel_serves_pages_with_their_assets(installed: Path, tmp_path: Path) -> None:
    command = [installed / "comentor"]
    server = LiveServer(tmp_path / "data", command=command, folder=tmp_path)
    server.run("upgrade")
    with server:
        page = read(f"{server.url}/sign-in").decode()
        assert "<form" in page
        assets = [part.split('"')[0] for part in page.split('"/static/dist/')[1:]]
        assert assets
        for asset in assets:
            assert read(f"{server.url}/static/dist/{asset}")


def read(address: str) -> bytes:
    answer = requests.get(address, timeout=30)
    answer.raise_for_status()
    return bytes(answer.content)


def files(folder: Path, prefix: str) -> set[str]:
    """The files under a folder of the checkout, by the names they should have in the wheel."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {f"{prefix}/{path.as_posix()}" for path in found if "__pycache__" not in path.parts}
