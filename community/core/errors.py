"""What can go wrong for a person, each with the sentence they read.

One handler turns these into a page, a JSON answer or a socket acknowledgement
(`community.web.errors`, `realtime.dispatcher`), so an action only has to raise.
"""


class Problem(Exception):
    """A mistake or a limit that the person can understand; never a fault of ours."""

    name = "refused"
    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(Problem):
    """It does not exist, or the actor may not know that it does: both read the same."""

    name = "not_found"
    status = 404

    def __init__(self, message: str = "There is nothing here under this address.") -> None:
        super().__init__(message)


class Forbidden(Problem):
    """The actor may see the thing, but not do this with it."""

    name = "forbidden"
    status = 403


class SignedOut(Problem):
    """Nobody is signed in, or the sign-in has ended."""

    name = "signed_out"
    status = 401

    def __init__(self, message: str = "Please sign in first.") -> None:
        super().__init__(message)


class Refused(Problem):
    """A rule of the community says no."""

    name = "refused"
    status = 409


class Invalid(Problem):
    """What was typed cannot be used; `fields` says what is wrong with which field."""

    name = "invalid"
    status = 422

    def __init__(self, message: str, /, **fields: str) -> None:
        super().__init__(message)
        self.fields = fields


class SlowDown(Problem):
    """Too much in too short a time; `retry_after` is in seconds."""

    name = "slow_down"
    status = 429

    def __init__(self, retry_after: float, message: str | None = None) -> None:
        wait = max(1, round(retry_after))
        seconds = "a second" if wait == 1 else f"{wait} seconds"
        super().__init__(message or f"That was a little fast. Please try again in {seconds}.")
        self.retry_after = retry_after


class Busy(Problem):
    """The database could not be had in time; nothing was changed."""

    name = "busy"
    status = 503

    def __init__(self) -> None:
        super().__init__("We are busy just now, and nothing was changed. Please try again.")
