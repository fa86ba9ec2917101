"""What is measured of a start is the start."""

from pathlib import Path

import pytest

from bench import servers
from bench.servers import Comentor
from bench.start import start


@pytest.mark.slow
def test_the_rest_that_loads_give_a_new_server_is_no_part_of_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Comentor(tmp_path, members=1)
    monkeypatch.setattr(servers, "SETTLED", float("nan"))  # nobody can sleep for as long
    assert start(ours) > 0
    with pytest.raises(ValueError, match="NaN"), ours.running():
        pass
