"""A Socket.IO client by hand, for what the official ones are too polite to send."""

import json
from typing import Any, Self

import websocket


class RawClient:
    def __init__(self, port: int, **options: Any) -> None:
        address = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.socket = websocket.create_connection(address, timeout=30, **options)
        self.receive()
        self.send("40/rooms,")
        self.receive()

    def send(self, packet: str) -> None:
        self.socket.send(packet)

    def receive(self) -> str:
        """The next packet that is not a ping; empty when the server has closed."""
        while True:
            packet = self.socket.recv()
            if packet != "2":
                return str(packet)
            self.send("3")

    def ask(self, event: str, payload: object, number: int = 1) -> Any:
        """What an event is answered with, skipping everything that comes in between."""
        self.send(f"42/rooms,{number}" + json.dumps([event, payload]))
        return self.answer(number)

    def answer(self, number: int) -> Any:
        while not (packet := self.receive()).startswith(f"43/rooms,{number}["):
            if not packet:
                raise ConnectionResetError("The server closed the connection.")
        return json.loads(packet.partition("[")[2][:-1])

    def close(self) -> None:
        self.socket.close()
        self.socket.shutdown()  # after a broken connection, close() leaves the socket open

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
