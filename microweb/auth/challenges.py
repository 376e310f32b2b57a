"""Tell a program, in a 401 or 403, how it may say who it is."""

from typing import cast

from microweb.app import App
from microweb.context import Context
from microweb.http.www_authenticate import WWWAuthenticate

__all__ = ["bearer_challenge"]


def bearer_challenge(context: Context, **parameters: str) -> str:
    """Give the WWW-Authenticate field of a request; its realm is the app's name.

    Args:
        context: Of the request.
        **parameters: More than the realm, such as `error`, in printable ASCII.

    RFC 6750 section 3.
    """
    # A name is the author's own words, and a field takes less.
    name = "".join(char for char in cast("App", context.app).name if " " <= char <= "~")
    return WWWAuthenticate("bearer", {"realm": name, **parameters}).to_header()
