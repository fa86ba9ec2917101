"""What keeping a search makes known to other features."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class SearchFound:
    """By the clock: there is something its member did not find before, told of at that moment."""

    search_id: str
    member_id: str
    at: datetime
