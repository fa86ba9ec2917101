"""The server as it is, but for what it does by the clock every five seconds, while told so.

Whatever ends then was told of at once; nothing here is about seconds. It is told so by a file
called `no-rounds` beside its data.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.live.crashing import put, serve

NO_ROUNDS = "no-rounds"


def skipping(check: Callable[..., Any]) -> Callable[..., Any]:
    def checked(*args: Any) -> None:
        if not (Path(os.environ["COMENTOR_DATA"]) / NO_ROUNDS).exists():
            check(*args)

    return checked


if __name__ == "__main__":
    if sys.argv[1] != "serve":
        from community.cli import main

        main()
    else:
        import wsgi  # noqa: F401 - green threads come first, as always
        from realtime.rights import Rights
        from realtime.rounds import Rounds

        put(Rights, "check", skipping)
        put(Rounds, "tell_heads", skipping)
        serve(sys.argv[2:])
