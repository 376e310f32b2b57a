"""Where auth keeps what outlives a request: a store, and the cookie of a remembered browser."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from microweb.auth.remember import SALT, RememberedBrowsers
from microweb.context import Context
from microweb.exceptions import MicrowebError, NoSecretKeyError
from microweb.responses.response import Response
from microweb.security.signing import Signer
from microweb.sessions import SessionInterface
from microweb.sessions.configured import ConfiguredSessions
from microweb.sessions.stored import StoredSessions
from microweb.stores import Store, open_store

__all__ = ["Keeping", "NoStoreError", "cookie_attributes", "keys_of", "seconds"]


class NoStoreError(MicrowebError, RuntimeError):
    """What was asked for has to be kept on the server, and there is no store."""


class Keeping:
    """The half of `Auth` that knows stores and cookies.

    Args:
        store: Where remembered browsers and tokens are kept; None for where the sessions are.

    Attributes:
        clock: What tells the Unix time, in seconds: that of the store.
    """

    def __init__(self, store: Store | str | None) -> None:
        self.clock: Callable[[], float] = time.time
        self._store = open_store(store) if store is not None else None

    def find_store(self, context: Context) -> Store | None:
        """Give the store, if there is one: the one given, or that of the sessions."""
        if self._store is not None:
            return self._store
        interface: SessionInterface = context.app.session_interface
        if isinstance(interface, ConfiguredSessions):
            interface = interface.choose(context.app)
        return interface.store if isinstance(interface, StoredSessions) else None

    def store_of(self, context: Context, purpose: str) -> Store:
        """Give the store.

        Raises:
            NoStoreError: There is none; the message says how to have one.
        """
        store = self.find_store(context)
        if store is None:
            raise NoStoreError(
                f"{purpose} must be kept on the server: give Auth a store, such as "
                'Auth(app, store="sqlite:////var/lib/app/auth.db"), or the app a SESSION_STORE'
            )
        return store

    def browsers(self, context: Context) -> RememberedBrowsers:
        """Give what remembers browsers.

        Raises:
            NoStoreError: There is no store.
        """
        store = self.store_of(context, "remembered browsers")
        return RememberedBrowsers(store, Signer(keys_of(context), salt=SALT), clock=self.clock)

    def set_cookie(self, context: Context, cookie: str) -> None:
        """Send a remembered browser its cookie."""
        config = context.app.config
        name, lifetime = config["REMEMBER_COOKIE_NAME"], config["REMEMBER_COOKIE_DURATION"]
        attributes = cookie_attributes(context)

        def put(response: Response) -> Response:
            response.set_cookie(name, cookie, max_age=seconds(lifetime), **attributes)
            return response

        context.call_after(put)

    def delete_cookie(self, context: Context) -> None:
        """Make a browser drop the cookie by which it was remembered."""
        name, attributes = context.app.config["REMEMBER_COOKIE_NAME"], cookie_attributes(context)

        def drop(response: Response) -> Response:
            response.delete_cookie(name, **attributes)
            return response

        context.call_after(drop)


def keys_of(context: Context) -> list[str | bytes]:
    """Give the secret key of an app, and those before it.

    Raises:
        NoSecretKeyError: It has none.
    """
    config = context.app.config
    if not config["SECRET_KEY"]:
        raise NoSecretKeyError("auth needs a secret key: set app.secret_key to a random text")
    return [config["SECRET_KEY"], *(config["SECRET_KEY_FALLBACKS"] or ())]


def cookie_attributes(context: Context) -> dict[str, Any]:
    """Give the attributes of the session's cookie, which are those of the other, too."""
    interface: SessionInterface = context.app.session_interface
    return interface.cookie_attributes(context.app, context.session)


def seconds(value: timedelta | float) -> int:
    """Give the whole seconds of a setting."""
    return int(value.total_seconds() if isinstance(value, timedelta) else value)
