"""Words can be read on every paper, in both themes and for everybody."""

import re

import pytest

from tests.architecture.tree import ROOT

STYLES = ROOT / "frontend" / "src" / "css"
ROLE = re.compile(
    r"^  --([\w-]+): var\(--if-light, (#\w{6})\) var\(--if-dark, (#\w{6})\);", re.MULTILINE
)
TONE = re.compile(r"\.tone-(\d+) \{ --tone: (#\w{6}); --tone-ink: (#\w{6}); \}")
THEMES = {"light": 0, "dark": 1}

# What is written on what, and how much contrast it needs: 7 is AAA, 4.5 is AA for text,
# 3 is AA for the outline of something to press.
BODY_TEXT = {
    "ink": "paper sheet well well-strong pen-tint mark mark-tint good-tint warn-tint bad-tint"
}
LESS_TEXT = {
    "ink-soft": "paper sheet well pen-tint mark-tint warn-tint bad-tint",
    "ink-faint": "paper sheet well well-strong pen-tint mark-tint warn-tint",
    "pen": "paper sheet well pen-tint mark-tint",
    "on-pen": "pen pen-strong",
    "on-bad": "bad",
    "good": "paper sheet good-tint",
    "warn": "paper sheet well warn-tint mark-tint",
    "bad": "paper sheet well bad-tint",
}
OUTLINES = {"line-strong": "paper sheet", "here": "paper sheet", "pen": "paper sheet"}


def roles(theme: str) -> dict[str, str]:
    """The colours of a theme; the plain ones, not those for who asks for more contrast."""
    plain = (STYLES / "tokens.css").read_text().partition("@media (prefers-contrast")[0]
    return {found[0]: found[1 + THEMES[theme]] for found in ROLE.findall(plain)}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("pairs", "least"), [(BODY_TEXT, 7.0), (LESS_TEXT, 4.5), (OUTLINES, 3.0)], ids=str
)
def test_there_is_enough_contrast(theme: str, pairs: dict[str, str], least: float) -> None:
    colours = roles(theme)
    found = {
        f"{upper} on {lower}": round(contrast(colours[upper], colours[lower]), 2)
        for upper, lowers in pairs.items()
        for lower in lowers.split()
    }
    assert not {pair: value for pair, value in found.items() if value < least}


def test_the_initials_of_all_24_avatars_can_be_read() -> None:
    tones = TONE.findall((STYLES / "components" / "avatar.css").read_text())
    assert [int(number) for number, _, _ in tones] == list(range(24))
    assert all(contrast(tone, ink) >= 4.5 for _, tone, ink in tones)


def test_a_colour_is_written_nowhere_but_in_its_token() -> None:
    """A colour with no name would be missing from one of the themes."""
    allowed = {"tokens.css", "avatar.css"}
    written = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)
    assert not [
        f"{path.name}: {found.group()}"
        for path in STYLES.rglob("*.css")
        if path.name not in allowed and (found := written.search(path.read_text()))
    ]


def contrast(one: str, other: str) -> float:
    """As the Web Content Accessibility Guidelines define it, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
