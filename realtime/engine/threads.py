"""The few functions of whichever engine this process runs on; chosen when it starts.

Whatever follows eventlet one day has to offer these: spawn, sleep, call_later and serve.
"""

from community.core.threads import EVENTLET, GEVENT, mode

if mode() == EVENTLET:
    from realtime.engine.on_eventlet import call_later, serve, sleep, spawn
elif mode() == GEVENT:
    from realtime.engine.on_gevent import call_later, serve, sleep, spawn
else:
    from realtime.engine.on_threads import call_later, serve, sleep, spawn

__all__ = ["call_later", "serve", "sleep", "spawn"]
