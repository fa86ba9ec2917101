"""What happens to insights, for whoever stands after them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class InsightChanged:
    """It is published, changed, withdrawn or shown to others than before."""

    insight_id: str
