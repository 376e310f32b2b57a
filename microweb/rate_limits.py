"""`rate_limit`: limits how often each client may ask for one view."""

from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from microweb.app.guarding import mark_guarded
from microweb.context import current_context
from microweb.middleware.rate_limit import RateLimiter, add_fields, by_address
from microweb.requests.request import Request
from microweb.security.throttle import ThrottleStore

__all__ = ["by_address", "rate_limit"]

P = ParamSpec("P")
T = TypeVar("T")


def rate_limit(
    rate: str,
    *,
    key: Callable[[Request], str] = by_address,
    name: str | None = None,
    store: ThrottleStore | None = None,
    methods: tuple[str, ...] | None = None,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Limit how often each client may ask for a view. Put it below the route.

        @app.post("/contact")
        @rate_limit("5/minute")
        def contact(): ...

    Who asks too often gets a 429 with `Retry-After`; every response of the view has
    `RateLimit-Policy` and `RateLimit`. A request that is refused does not count.

    Args:
        rate: Such as `5/minute`, `100 per hour` or `10/15 minutes`.
        key: Tells clients apart, by a text made of the request; by default their address, of IPv6
            the first 64 bits. `auth.by_user` takes the user, and the address of who has none.
        name: What is limited; by default the view. Limits of one name on one store share hits.
        store: Where hits are kept; by default in this process.
        methods: The methods that count; all of them, if not given.

    Raises:
        ValueError: The rate is none, or the name is not printable ASCII.
    """

    def decorate(view: Callable[P, T]) -> Callable[P, T]:
        scope = "" if name is not None else f"{view.__module__}."
        label = name if name is not None else _name_of(view)
        limiter = RateLimiter(rate, key=key, name=label, store=store, scope=scope)

        @wraps(view)
        def limited(*args: P.args, **kwargs: P.kwargs) -> T:
            context = current_context()
            if methods is None or context.request.method in methods:
                fields = limiter.admit(context.request)
                context.call_after(partial(add_fields, fields=fields))
            return context.call(view, *args, **kwargs)

        mark_guarded(view, "rate_limit")
        return limited

    return decorate


def _name_of(view: Callable[..., object]) -> str:
    name = getattr(view, "__qualname__", type(view).__qualname__)
    return name.replace("<locals>.", "").encode("ascii", "replace").decode()
