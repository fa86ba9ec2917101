"""What is imported is declared, so that an empty environment gets it."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.tree import ROOT, imports, modules

OURS = {"wsgi", "realtime", "community", "search", "migrations", "bench", "chaos", "tests"}
# Parts of what is declared: Flask brings the first four, Flask-WTF and pydantic-settings one each.
PARTS = {"itsdangerous", "jinja2", "markupsafe", "werkzeug", "wtforms", "pydantic"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]


def test_the_product_declares_what_it_imports() -> None:
    missing = imported("wsgi.py", "realtime", "community", "search", "migrations")
    # Engines other than the usual ones, asked for by a setting and installed with it.
    extras = [name for extra in ("gevent", "fast", "semantic") for name in EXTRAS[extra]]
    assert not missing - declared(PROJECT["dependencies"] + extras)


def test_the_tests_declare_what_they_import() -> None:
    tools = EXTRAS["test"] + EXTRAS["semantic"]  # the one brings the other
    assert not imported("tests", "bench", "chaos") - declared(PROJECT["dependencies"] + tools)


def test_exact_versions_are_kept_of_all_that_is_declared() -> None:
    everything = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert not declared(everything) - declared((ROOT / "constraints.txt").read_text().splitlines())


def imported(*names: str) -> set[str]:
    """The distributions that hold what is imported from outside Python itself."""
    tops = {name.split(".")[0] for path in modules(*names) for name in imports(path)}
    theirs = tops - OURS - PARTS - set(sys.stdlib_module_names)
    known = packages_distributions()
    return {plain(known.get(name, [name])[0]) for name in theirs}


def declared(requirements: list[str]) -> set[str]:
    names = [re.match(r"[\w.-]+", requirement) for requirement in requirements]
    return {plain(name.group()) for name in names if name} - {"comentor"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
