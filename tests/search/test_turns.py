"""Several threads and several writers at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from search.api import SearchEngine
from tests.search.messages import found, message


def test_many_threads_search_while_one_writes(engine: SearchEngine) -> None:
    engine.apply([message(n, "steady") for n in range(50)], (), 1)
    stop = threading.Event()

    def read() -> int:
        rounds = 0
        while not stop.is_set():
            assert len(found(engine, "steady")) == 50
            assert len(found(engine, '"steady all"')) == 50
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for number in range(20):
                engine.apply([message(100 + number, f"new{number}")], (), 2 + number)
                assert found(engine, f"new{number}") == {f"message:{100 + number}"}
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)


def test_two_writers_take_turns(engine: SearchEngine, second: SearchEngine) -> None:
    def write(writer: SearchEngine, numbers: range) -> None:
        for number in numbers:
            writer.apply([message(number)], (), number)

    with ThreadPoolExecutor(2) as pool:
        for done in [
            pool.submit(write, engine, range(15)),
            pool.submit(write, second, range(15, 30)),
        ]:
            done.result()

    assert found(engine) == found(second) == {f"message:{n}" for n in range(30)}
