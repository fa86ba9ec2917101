"""How much of everything one run has."""

from dataclasses import dataclass

Seconds = tuple[float, float]  # between so much and so much, by the dice


@dataclass(frozen=True)
class Plan:
    """Clients talk while servers are killed, Redis goes away and lines break."""

    clients: int = 200
    rate: float = 20.0  # messages a second, of all together
    kills: int = 50
    seconds: float = 130.0  # after which no more are killed: a busy machine starts them slowly
    between_kills: Seconds = (1.0, 3.0)
    between_outages: Seconds = (4.0, 10.0)  # of Redis
    outage: Seconds = (1.0, 4.0)
    between_troubles: Seconds = (0.5, 2.0)  # of the lines that run through us
    last_words: float = 2.0  # said while Redis is away, with nothing after them
    seed: int = 1


FULL = Plan()
QUICK = Plan(clients=100, kills=12)
# For every run of the tests.
SHORT = Plan(
    clients=24,
    kills=3,
    between_kills=(1.0, 1.6),
    between_outages=(0.3, 0.8),
    outage=(0.3, 1.0),
    between_troubles=(0.1, 0.4),
    last_words=0.8,
)
