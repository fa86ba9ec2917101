"""What happens to the settings made in the web."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ChoicesChanged:
    """An administrator chose; every page shows it."""

    by_id: str
