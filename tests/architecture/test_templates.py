"""A page is found by its view's name, and holds nothing a strict content policy would refuse."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, modules, parse, place, templates

# Shown by several pages, or to whoever is not signed in; none has a view of its own.
SHARED = ("layouts/", "components/", "errors/", "mail/", "welcome.html")
# The item's words: rendered and cleaned on the server before they were stored.
SAFE_AS_IT_IS = {"templates/components/item.html"}

REFUSED = {
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
    "an inline style": r"<style|\sstyle\s*=",
    "an inline event handler": r"\son[a-z]+\s*=",
    "something from elsewhere": r"(?:src|href|action|srcset)\s*=\s*[\"']?(?:https?:)?//",
}


@pytest.mark.parametrize("what", REFUSED)
def test_no_template_holds(what: str) -> None:
    pattern = re.compile(REFUSED[what], re.IGNORECASE)
    assert not [place(path) for path in templates() if pattern.search(path.read_text())]


def test_nothing_is_declared_safe_except_what_is_listed() -> None:
    declared = {place(path) for path in templates() if re.search(r"\|\s*safe\b", path.read_text())}
    assert declared == SAFE_AS_IT_IS


def test_a_page_has_the_name_of_the_view_that_shows_it() -> None:
    assert not [
        f"{place(path)}: {view} shows {template}"
        for path in modules("community")
        for view, template in shown(path)
        if not template.startswith(SHARED) and own_name(template) not in {*views(path, view), ""}
    ]


def test_every_page_is_shown_by_somebody() -> None:
    names = {template for path in modules("community") for _, template in shown(path)}
    pages = {path.relative_to(ROOT / "templates").as_posix() for path in templates()}
    assert not {page for page in pages - names if own_name(page) and not page.startswith(SHARED)}


def shown(path: Path) -> Iterator[tuple[str, str]]:
    """Each function of a file with each template it names."""
    for function in ast.walk(parse(path)):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Constant) and re.fullmatch(
                    r"(\w+/)?\w+\.html", str(node.value)
                ):
                    yield function.name, str(node.value)


def views(path: Path, function: str) -> set[str]:
    """The views a function may show a page for: itself, or those of its file if it helps them."""
    if not function.startswith("_"):
        return {function}
    return {node.name for node in ast.walk(parse(path)) if isinstance(node, ast.FunctionDef)}


def own_name(template: str) -> str:
    """The page's name; empty for a part, whose file begins with an underscore."""
    name = Path(template).stem
    return "" if name.startswith("_") else name
