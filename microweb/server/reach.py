"""Keep debug mode on this machine, for `running` and for a command line that restarts."""

__all__ = ["refuse_debug_on_network"]

_LOOPBACK = {"localhost", "::1"}


def refuse_debug_on_network(host: str) -> None:
    """End the program when other machines can reach a server in debug mode.

    Raises:
        SystemExit: 1 with a message that says what to do; a reloader ends with it.
    """
    # A unix socket has no clients by address: none is shown the page.
    if host not in _LOOPBACK and not host.startswith(("127.", "unix:")):
        from microweb.server.handover import give_up  # `subprocess` takes 8 ms to import

        give_up(
            f"Debug mode shows source code and data, and {host!r} can be reached from other "
            "machines.\nListen on 127.0.0.1, or turn debug off. If everybody on that network may "
            "see them, call\nrun(app, debug=True, debug_on_network=True) of microweb.server."
        )
