"""The names of Socket.IO's own rooms. Only the server makes them; no client ever names one."""

NAMESPACE = "/rooms"


def room(room_id: str) -> str:
    return f"room:{room_id}"


def home(home_id: str) -> str:
    """Of those who may come into its rooms."""
    return f"home:{home_id}"
