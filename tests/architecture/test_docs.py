"""What the documentation names is there."""

import re
from pathlib import Path

import click

from community.cli import comentor
from community.settings import Settings
from tests.architecture.tree import ROOT, place

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
COMMAND = re.compile(r"\bcomentor ([a-z]+)")
TARGET = re.compile(r"\bmake ([a-z]+)")


def test_every_setting_is_documented_and_no_other() -> None:
    page = (ROOT / "docs/configure.md").read_text()
    documented = set(re.findall(r"^\| `COMENTOR_(\w+)`", page, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}


def test_every_link_leads_somewhere() -> None:
    assert not [
        f"{place(page)}: {target}"
        for page in PAGES
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).exists()
    ]


def test_every_command_in_the_documentation_is_one() -> None:
    known = set(comentor.list_commands(click.Context(comentor)))
    assert not [f"{place(page)}: {name}" for page in PAGES for name in code(page, COMMAND) - known]


def test_every_make_target_in_the_documentation_is_one() -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert not [f"{place(page)}: {name}" for page in PAGES for name in code(page, TARGET) - known]


def code(page: Path, pattern: re.Pattern[str]) -> set[str]:
    """What a pattern finds in a page's code: between backticks, and in indented lines."""
    pieces = re.findall(r"`[^`\n]+`|^ {4}.*", page.read_text(), re.MULTILINE)
    return {found for piece in pieces for found in pattern.findall(piece)}
