"""The sprite holds the signs that pages use: none is missing, none is carried along for nothing."""

import re

from tests.architecture.tree import ROOT, templates

LIST = ROOT / "frontend" / "src" / "icons.txt"
NAMED = re.compile(r"""\b(?:icon|sign)(?:\(\s*|=)["']([a-z0-9-]+)["']""")


def listed() -> list[str]:
    return LIST.read_text().split()


def test_every_sign_a_template_names_is_in_the_sprite() -> None:
    named = {name for path in templates() for name in NAMED.findall(path.read_text())}
    assert named
    assert not named - set(listed())


def test_every_sign_in_the_sprite_is_used() -> None:
    pages = "".join(path.read_text() for path in templates())
    assert not [name for name in listed() if f'"{name}"' not in pages and f"'{name}'" not in pages]


def test_the_list_of_signs_is_in_order_and_has_none_twice() -> None:
    assert listed() == sorted(set(listed()))
