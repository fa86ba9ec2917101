"""Starts everything: green threads first, then the application, then its live rooms."""

import sys

from community.core import threads

try:
    threads.go_green()
except threads.UnknownMode as wrong:
    sys.exit(str(wrong))

import argparse
import errno

from community import background
from community.administration.first_run import open_code
from community.app import create_app
from community.core.transaction import reading
from community.discovery import suggesting
from community.settings import MissingSecret, Settings, WrongSetting
from community.web import logs
from realtime import engine, metrics
from realtime.server import attach


def serve(host: str, port: int) -> None:
    settings = Settings()
    logs.install(settings)
    app = create_app(settings)
    live = attach(app, settings)
    delay = engine.LoopDelay()
    delay.start()
    metrics.publish(live.connections, live.server.manager, delay)
    stopping: list[bool] = []
    engine.spawn(suggesting.run, app.extensions["suggestions"], lambda: bool(stopping))
    if settings.background:
        index = app.extensions["search_index"]
        engine.spawn(background.run, index, lambda: bool(stopping))
        engine.spawn(background.run_thinking, index, lambda: bool(stopping))
        engine.spawn(background.run_outside, lambda: bool(stopping))
        engine.spawn(background.run_making, lambda: bool(stopping))

    def ready(actual_port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        here = f"http://{shown}:{actual_port}"
        print(f"Comentor is ready at {here}", flush=True)
        with reading() as db:
            code = open_code(db, settings)
        if code:
            start = f"{settings.base_url.rstrip('/') or here}/set-up?code={code}"
            print(f"Nobody is here yet. Begin at {start}", flush=True)

    def stop() -> None:
        stopping.append(True)
        live.close()

    engine.serve(app, host, port, on_ready=ready, on_stop=stop)


def main() -> None:
    parser = argparse.ArgumentParser(prog="comentor serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5000)
    arguments = parser.parse_args()
    try:
        serve(arguments.host, arguments.port)
    except (MissingSecret, WrongSetting) as wrong:
        sys.exit(str(wrong))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        free = arguments.port + 1
        sys.exit(
            f"Port {arguments.port} is in use by another program. Try another one: "
            f"`comentor serve --port {free}`, or `make run PORT={free}`."
        )


if __name__ == "__main__":
    main()
