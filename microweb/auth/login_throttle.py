"""LoginThrottle: slows down who guesses passwords, and never keeps the owner of an account out.

A try is counted three times: for the account from this network, for the network, and for the
account from anywhere. The last stops a guess that comes from many addresses, and would let a
stranger keep the owner out, so a browser that has logged in to the account before is known by a
cookie and has a count of its own in place of all three.

OWASP Blocking Brute Force Attacks; OWASP Slow Down Online Guessing Attacks with Device Cookies.
"""

import os
from typing import Any

from microweb.auth.keeping import cookie_attributes, keys_of
from microweb.context import Context, current_context
from microweb.responses.response import Response
from microweb.security.events import log_event
from microweb.security.signing import BadSignature, Signer
from microweb.security.throttle import Throttle, ThrottleStore, network_of

__all__ = ["LoginThrottle"]

_SALT = "microweb.auth.device"
_LIFETIME = 365 * 24 * 60 * 60  # seconds
_NONCE_SIZE = 16  # bytes


class LoginThrottle:
    """Limits the tries to log in.

        tries = LoginThrottle(store=SQLiteStore("app.db"))

        if wait := tries.hit(name):
            raise TooManyRequests(retry_after=wait)     # before the password is looked at
        if auth.verify_password(find_user(name), password):
            tries.forgive(name)

    Count names whether they exist or not, in the form of `normalize_account_name`: a refusal tells
    nothing about them. A try that is refused does not count, so nobody waits longer than `period`.
    """

    def __init__(
        self,
        *,
        tries: int = 10,
        period: float = 15 * 60,
        wider: int = 10,
        store: ThrottleStore | None = None,
        cookie_name: str = "known_device",
    ) -> None:
        """Say how often.

        Args:
            tries: For one account from one network, or from one known browser.
            period: In how long a time, in seconds.
            wider: How many times that for a network, which may be an office, and for an account
                from anywhere.
            store: Where tries are kept; by default in this process, which forgets them when it
                ends.
            cookie_name: The name of the cookie of a known browser.

        Raises:
            ValueError: A number is not above 0.
        """
        self._pair = Throttle(tries, period, name="login", store=store)
        self._network = Throttle(tries * wider, period, name="login from", store=store)
        self._account = Throttle(tries * wider, period, name="login to", store=store)
        self._device = Throttle(tries, period, name="login device", store=store)
        self._cookie_name = cookie_name

    def hit(self, account: str) -> float:
        """Count a try, before its password is looked at.

        Args:
            account: The name that was typed.

        Returns:
            0 if the try may go on, else how long to wait, in seconds.
        """
        context = current_context()
        counts = self._counts_of(context, account)
        # Asked first, so that a try that one of them refuses is counted by none.
        wait = max(throttle.wait(*key) for throttle, key in counts) or max(
            throttle.hit(*key) for throttle, key in counts
        )
        if wait:
            log_event("throttled", context.environ, limit="login", wait=round(wait))
        return wait

    def _counts_of(self, context: Context, account: str) -> list[tuple[Throttle, tuple[str, ...]]]:
        """Give what a try is counted by, each with its key."""
        device = self._device_of(context, account)
        if device is not None:
            return [(self._device, (account, device))]
        network = network_of(context.request.remote_addr)
        return [
            (self._pair, (account, network)),
            (self._network, (network,)),
            (self._account, (account,)),
        ]

    def forgive(self, account: str) -> None:
        """Drop the tries from here, now that the password was right; know the browser again."""
        context = current_context()
        self._pair.forget(account, network_of(context.request.remote_addr))
        device = self._device_of(context, account)
        if device is not None:
            self._device.forget(account, device)
        else:
            self._remember_device(context, account)

    def _device_of(self, context: Context, account: str) -> str | None:
        """Give the name of the browser, if it has logged in to the account before."""
        cookie = context.request.cookies.get(self._cookie_name)
        if not cookie:
            return None
        try:
            owner, nonce = self._signer(context).loads(cookie, max_age=_LIFETIME)
        except BadSignature:
            return None
        return str(nonce) if owner == _digest(account) else None

    def _remember_device(self, context: Context, account: str) -> None:
        value = self._signer(context).dumps([_digest(account), os.urandom(_NONCE_SIZE).hex()])
        attributes: dict[str, Any] = cookie_attributes(context)

        def put(response: Response) -> Response:
            response.set_cookie(self._cookie_name, value, max_age=_LIFETIME, **attributes)
            return response

        context.call_after(put)

    def _signer(self, context: Context) -> Signer:
        return Signer(keys_of(context), salt=_SALT)


def _digest(account: str) -> str:
    from hashlib import sha256  # late: with the first login

    return sha256(account.encode("utf-8", "surrogatepass")).hexdigest()
