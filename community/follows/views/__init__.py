"""Pages about what one follows, by what is done on them."""

from community.follows import news  # noqa: F401 - it says what is for somebody by what they follow
from community.follows.views import (  # noqa: F401 - they add their routes
    following,
    letters,
    pressing,
)
from community.follows.views.blueprint import views

__all__ = ["views"]
