"""What a load is told to do, and what it answers."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """One run of the load. Exactly one of `in_flight` and `rate` is above 0, or none: idle."""

    port: int
    pid: int
    dialect: str
    members: int
    rooms: list[str]
    cookies: list[str] = field(default_factory=list)
    in_flight: int = 0
    counted_by: str = "delivery"  # what ends a message in flight: its delivery, or its `ack`
    rate: float = 0.0
    seconds: float = 3.0
    warm_up: float = 1.0
    at_once: int = 100
    cut: int = 0
    host: str = "127.0.0.1"
    # Of other processes of the same server, among which the members are shared out.
    more_ports: list[int] = field(default_factory=list)
    more_pids: list[int] = field(default_factory=list)

    @property
    def pids(self) -> list[int]:
        return [self.pid, *self.more_pids]

    def address(self, number: int) -> tuple[str, int]:
        """Where member `number` connects to."""
        ports = [self.port, *self.more_ports]
        return self.host, ports[number % len(ports)]


@dataclass
class Measured:
    """What came out; times in milliseconds unless named otherwise."""

    entered_seconds: float = 0.0
    entered_cpu_each: float = 0.0
    memory_kb_each: float = 0.0
    seconds: float = 0.0
    deliveries: int = 0
    deliveries_per_second: float = 0.0
    posted: int = 0
    acknowledged_per_second: float = 0.0
    refused: int = 0
    p50: float = 0.0
    p99: float = 0.0
    longest: float = 0.0
    cpu: float = 0.0
    cpu_us_each: float = 0.0  # microseconds of the server's processor time for one delivery
    load_cpu: float = 0.0
    lost: int = 0
    disordered: int = 0
    repeated: int = 0
    back_seconds: float = 0.0
