"""The server as it is, but for the check of everybody's rights by the clock, while told so.

Whatever ends then was told of at once; nothing here is about seconds. It is told so by a file,
the path of which is in COMENTOR_TEST_NO_ROUNDS, being there.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.live.crashing import put, serve


def skipping(check: Callable[..., Any]) -> Callable[..., Any]:
    def checked(*args: Any) -> None:
        if not Path(os.environ["COMENTOR_TEST_NO_ROUNDS"]).exists():
            check(*args)

    return checked


if __name__ == "__main__":
    import wsgi  # noqa: F401 - green threads come first, as always
    from realtime.rights import Rights

    put(Rights, "check_all", skipping)
    serve(sys.argv[2:])
