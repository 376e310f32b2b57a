"""RateLimit: refuses clients that ask too often, and tells all of them how much they have left."""

from collections.abc import Callable

from microweb.exceptions import TooManyRequests
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security.events import log_event
from microweb.security.throttle import Throttle, ThrottleStore, network_of, parse_rate

__all__ = ["LimitExceeded", "RateLimit", "RateLimiter", "by_address"]

Key = Callable[[Request], str]


def by_address(request: Request) -> str:
    """Give the client's address; of IPv6 the first 64 bits: see `throttle.network_of`."""
    return network_of(request.remote_addr)


class LimitExceeded(TooManyRequests):
    """429: the client asked too often; with `Retry-After` and the fields of its limit."""

    def __init__(self, wait: float, fields: list[tuple[str, str]]) -> None:
        super().__init__(retry_after=max(wait, 1))
        self.fields = fields

    def get_headers(self) -> list[tuple[str, str]]:
        """Give Retry-After and the fields."""
        return [*super().get_headers(), *self.fields]


class RateLimiter:
    """Counts the requests of each client against one rate.

    Args:
        rate: Such as `5/minute`: see `parse_rate`.
        key: Tells clients apart.
        name: What is limited, for the header fields.
        store: Where hits are kept; in this process, if not given.
        scope: What is limited, for the store, where that is more than the name.

    Raises:
        ValueError: The rate is none, or the name is not printable ASCII.

    IETF draft-ietf-httpapi-ratelimit-headers-09.
    """

    def __init__(
        self, rate: str, *, key: Key, name: str, store: ThrottleStore | None, scope: str = ""
    ) -> None:
        limit, period = parse_rate(rate)
        if not name.isascii() or not name.isprintable() or '"' in name or "\\" in name:
            raise ValueError(f"{name!r} is no name for a limit: printable ASCII without quotes")
        self.name = name
        self._key = key
        self._throttle = Throttle(limit, period, name=f"rate:{scope}{name}", store=store)
        # sf-string ";" "q" "=" sf-integer ";" "w" "=" sf-integer
        self._policy = ("RateLimit-Policy", f'"{name}";q={limit};w={period}')

    def admit(self, request: Request) -> list[tuple[str, str]]:
        """Count a request.

        Returns:
            The fields that tell what is left.

        Raises:
            LimitExceeded: There were too many.
        """
        key = self._key(request)
        wait = self._throttle.hit(key)
        if wait:
            log_event("throttled", request.environ, limit=self.name, wait=round(wait))
            raise LimitExceeded(wait, self._fields(0, wait))
        hits, reset = self._throttle.window(key)
        return self._fields(max(self._throttle.limit - hits, 0), reset)

    def _fields(self, remaining: int, reset: float) -> list[tuple[str, str]]:
        seconds = max(1, -int(-reset // 1))
        return [self._policy, ("RateLimit", f'"{self.name}";r={remaining};t={seconds}')]


class RateLimit:
    """Limits how often each client may ask the app for anything.

        app.use(RateLimit("300/minute"))

    Who asks too often gets a 429 with `Retry-After`. Every response says in `RateLimit-Policy` and
    `RateLimit` what the limit is and what is left of it. A request that is refused does not count.

    The address is the one of the peer: behind a proxy, put `ProxyFix` around the app, or all
    clients are one. One limit for a view is `microweb.rate_limits.rate_limit`.
    """

    def __init__(
        self,
        rate: str,
        *,
        key: Key = by_address,
        name: str = "default",
        store: ThrottleStore | None = None,
    ) -> None:
        """Say how often.

        Args:
            rate: Such as `300/minute`, `5000 per hour` or `10/15 minutes`.
            key: Tells clients apart, by a text made of the request; by default `by_address`.
            name: What is limited, in the header fields. Limits of one name on one store share hits.
            store: Where hits are kept, such as `SQLiteStore("app.db")`; by default in this process,
                which forgets them when it ends, and shares them with no other worker.

        Raises:
            ValueError: The rate is none, or the name is not printable ASCII.
        """
        self._limiter = RateLimiter(rate, key=key, name=name, store=store)

    def __call__(self, request: Request, call_next: Callable[[Request], Response]) -> Response:
        """Let the request through.

        Raises:
            LimitExceeded: There were too many; the app answers it as any error.
        """
        fields = self._limiter.admit(request)
        return add_fields(call_next(request), fields)


def add_fields(response: Response, fields: list[tuple[str, str]]) -> Response:
    """Put the fields into a response, beside those of other limits."""
    for name, value in fields:
        response.headers.add(name, value)
    return response
