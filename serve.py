"""Serve the login demo: `python serve.py`, then open the address it prints."""

import argparse

from examples.login import WELCOME, create_app
from microweb.server import run


def main() -> None:
    """Read the command line and serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Serve the login demo.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", default=8000, type=int, help="0 for any (%(default)s)")
    parser.add_argument("--debug", action="store_true", help="show tracebacks in the browser")
    parser.add_argument("--database", metavar="PATH", help="SQLite file (instance/login.db)")
    args = parser.parse_args()
    app = create_app(DATABASE=args.database, DEBUG=args.debug)
    print(WELCOME, flush=True)
    run(app, host=args.host, port=args.port, debug=args.debug)


if __name__ == "__main__":
    main()
