"""The measure of how long the loop keeps others waiting."""

from realtime.engine import LoopDelay


def test_a_quiet_loop_has_no_delay() -> None:
    assert LoopDelay().percentile(0.99) == 0


def test_one_slow_tick_in_a_thousand_shows_in_the_longest_and_not_in_p99() -> None:
    delay = LoopDelay()
    for _ in range(999):
        delay.note(0.0004)
    delay.note(0.250)
    assert delay.percentile(0.99) <= 0.0005
    assert delay.longest == 0.250
    assert 0.2 <= delay.percentile(1.0) <= 0.250


def test_a_percentile_lies_inside_its_bucket() -> None:
    delay = LoopDelay()
    for milliseconds in range(1, 101):
        delay.note(milliseconds / 1000)
    assert 0.045 <= delay.percentile(0.5) <= 0.055
    assert 0.095 <= delay.percentile(0.99) <= 0.1


def test_what_is_longer_than_every_bound_is_still_counted() -> None:
    delay = LoopDelay()
    delay.note(60)
    assert (delay.count, delay.counts[-1], delay.percentile(1.0)) == (1, 1, 60)
