"""The names of Socket.IO's own rooms. Only the server makes them; no client ever names one."""

NAMESPACE = "/rooms"


def room(room_id: str) -> str:
    return f"room:{room_id}"


def circle(circle_id: str) -> str:
    return f"circle:{circle_id}"
