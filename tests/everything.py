"""What `make test` runs: every test beside others, and what failed there once more alone.

    python -m tests.everything [what pytest is given besides]

A busy machine can make a test late. One that passes when nothing runs beside it does not fail
the run, but is named at the end and to be mended: it is impatient, or leans on its neighbours.
"""

import subprocess
import sys
from collections.abc import Sequence

import pytest

# Three files at a time, because tests of servers and browsers wait as much as they work; in the
# order that tests/outside/order.py gives them.
BESIDE = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
ALONE = ["-n", "0"]
FEW = 8  # more than this is no bad luck


class Failed:
    """The names of tests that failed, and whether the run came to its end at all."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.whole = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.names:
            self.names.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.whole = self.whole and not report.failed

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.whole = self.whole and not (session.shouldstop or session.shouldfail)


def run(given: Sequence[str]) -> int:
    """The code to end with: 0 if every test passed, beside others or alone."""
    failed = Failed()
    code = pytest.main([*BESIDE, *given], plugins=[failed])
    if code == pytest.ExitCode.OK or (given and code == pytest.ExitCode.NO_TESTS_COLLECTED):
        return 0  # a choice may leave none
    if code != pytest.ExitCode.TESTS_FAILED or not failed.whole:
        return int(code)
    if len(failed.names) > FEW:
        print(f"\n{len(failed.names)} tests failed: too many to try again.")
        return int(code)
    told = "\n  ".join(failed.names)
    print(f"\nFailed beside others; now once more, with nothing beside:\n  {told}", flush=True)
    command = [sys.executable, "-m", "pytest", *ALONE, *failed.names]
    if again := subprocess.run(command).returncode:
        print(f"\nFailed beside others, and not all of them passed alone:\n  {told}")
        return again
    print(f"\nFailed beside others and passed alone. To be mended all the same:\n  {told}")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
