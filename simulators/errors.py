"""What goes wrong: refusals with an HTTP status for the other side, sentences for the one who starts a stand-in."""

from typing import Any


class Refusal(Exception):
    """A request that is answered with `status` and a JSON body that says why."""

    def __init__(self, status: int, error: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"error": error, "message": message, **more}


class CannotStart(Exception):
    """The stand-in cannot start; the message is one sentence with what to do about it."""
