"""Figures of the live side, for /metrics."""

from prometheus_client import Gauge

from realtime.connections import Connections
from realtime.engine import LoopDelay
from realtime.fanout.manager import FanoutManager


def publish(connections: Connections, manager: FanoutManager, delay: LoopDelay) -> None:
    """Read at each scrape, so they cost nothing in between."""
    sockets = Gauge("comentor_sockets", "Open sockets of this process")
    sockets.set_function(lambda: len(connections))
    rooms = Gauge("comentor_rooms_entered", "Rooms somebody is in, in this process")
    rooms.set_function(lambda: len(connections.rooms()))
    late = Gauge("comentor_loop_delay_seconds", "How late the loop is, p99 since the start")
    late.set_function(lambda: delay.percentile(0.99))
    dropped = Gauge("comentor_slow_readers_dropped", "Sockets closed because they did not read")
    dropped.set_function(lambda: manager.stats["dropped"])
