"""Where files that are not code lie: beside the packages in a checkout, inside in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def _beside_or_inside(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name


TEMPLATES = _beside_or_inside("templates")
MIGRATIONS = _beside_or_inside("migrations")
STATIC = PACKAGE / "static"
