"""Keep debug mode on this machine, for `running` and for a command line that restarts."""

import sys

__all__ = ["refuse_debug_on_network"]

_LOOPBACK = {"localhost", "::1"}


def refuse_debug_on_network(host: str) -> None:
    """End the program when other machines can reach a server in debug mode.

    Raises:
        SystemExit: 1 with a message that says what to do.
    """
    # A unix socket has no clients by address: none is shown the page.
    if host not in _LOOPBACK and not host.startswith(("127.", "unix:")):
        sys.exit(
            f"Debug mode shows source code and data, and {host!r} can be reached from other "
            "machines.\nListen on 127.0.0.1, or turn debug off. If everybody on that network may "
            "see them, call\nrun(app, debug=True, debug_on_network=True) of microweb.server."
        )
