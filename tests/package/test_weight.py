"""What a phone has to fetch before somebody can write."""

import gzip
import json

import pytest

from community.paths import STATIC

MOST = 120_000  # bytes, compressed


@pytest.mark.parametrize("names", [("app.js", "app.css", "room.js", "room.css")])
def test_scripts_and_styles_of_the_room_page_stay_within_their_weight(
    names: tuple[str, ...],
) -> None:
    files = json.loads((STATIC / "dist" / "manifest.json").read_text())
    weights = {
        name: len(gzip.compress((STATIC / "dist" / files[name]).read_bytes())) for name in names
    }
    assert sum(weights.values()) <= MOST, weights
