"""What an explanation consists of."""

from dataclasses import dataclass, field

__all__ = ["Explanation", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a request.

    Attributes:
        kind: `request`, `middleware`, `host`, `match`, `csrf`, `before`, `view`, `template`,
            `error`, `handler`, `response`, `after`, `session`, `teardown`, `headers` or `bytes`.
        title: What happened, in one line.
        place: Where the function is defined, as `file:line`; empty for the framework's own.
        microseconds: How long it took, with the steps inside of it; None where that means nothing.
        depth: Inside of how many other steps it happened.
        details: More lines. Secrets are masked.
    """

    kind: str
    title: str
    place: str = ""
    microseconds: float | None = None
    depth: int = 0
    details: tuple[str, ...] = ()


@dataclass(slots=True)
class Explanation:
    """What became of one request.

    Attributes:
        request: The request line.
        status: The status line; empty if an exception left the app.
        size: The bytes of the body.
        microseconds: How long all of it took. Following a request makes it slower.
        steps: The steps in order.
        error: The exception that left the app, in one line; empty for none.
    """

    request: str
    status: str = ""
    size: int = 0
    microseconds: float = 0.0
    steps: list[Step] = field(default_factory=list[Step])
    error: str = ""
