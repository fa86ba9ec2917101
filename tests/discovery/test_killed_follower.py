"""A follower killed at its work: after the next start the index holds what the database does.

Two kills beside each database; `KILLS=50` in the environment makes it fifty.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from community.discovery.comparing import differences
from community.settings import Settings
from community.skills.actions import drop_offer, offer
from tests.discovery.conftest import Finding
from tests.doing import do
from tests.town import Town

KILLS = int(os.environ.get("KILLS", "2"))
SKILLS = 12  # of one member, given up and taken up again


class Changes:
    """Somebody who changes what they teach, all the time."""

    def __init__(self, town: Town) -> None:
        self._hana, self._dice = town.hana, random.Random(5)
        self.taught: dict[str, str] = {}
        self.over = threading.Event()

    def go_on(self) -> None:
        while not self.over.is_set():
            name = f"Skill {'abcdefghijkl'[self._dice.randrange(SKILLS)]}"
            if name in self.taught:
                do(self._hana, drop_offer, self.taught.pop(name))
            else:
                self.taught[name] = do(self._hana, offer, name).skill_id
            time.sleep(0.005)


@pytest.mark.slow
def test_no_change_is_lost_however_often_it_is_killed(
    finding: Finding, town: Town, settings: Settings
) -> None:
    changes, dice = Changes(town), random.Random(7)
    beside = threading.Thread(target=changes.go_on)
    beside.start()
    try:
        for _ in range(KILLS):
            follower = start(settings)
            assert follower.stdout is not None
            assert follower.stdout.readline() == "following\n"
            time.sleep(dice.uniform(0.05, 0.3))
            follower.send_signal(signal.SIGKILL)
            follower.communicate()
    finally:
        changes.over.set()
        beside.join()
    assert finding.index.engine.position() > 0

    finding.index.prepare()
    finding.follow()

    assert differences(finding.index) == []
    for letter in "abcdefghijkl"[:SKILLS]:
        name = f"Skill {letter}"
        found = finding.names(town.otto, f'teach:"{name}"')
        assert found == ["Hana"] * (name in changes.taught), name


def start(settings: Settings) -> "subprocess.Popen[str]":
    program = [sys.executable, "-W", "ignore", "-m", "tests.discovery.following"]
    where = [settings.database_url, str(settings.data), settings.search]
    root = Path(__file__).parents[2]
    return subprocess.Popen([*program, *where], cwd=root, stdout=subprocess.PIPE, text=True)
