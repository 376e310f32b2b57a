"""Try to tell by the time of a login whether a user exists.

    python benchmarks/login_timing.py [--tries 2000] [--iterations 10000]

Tries with a known and an unknown user, the password wrong in both, take turns in an order drawn by
lot, through a whole app. The area under the ROC curve says how well the times tell them apart: 0.5
is a coin's, 1 is certain. Two figures stand beside it: of an app that hashes nothing for an unknown
user, which shows that the measure sees what there is to see; and of hashes of half today's cost.

The iterations are fewer than the default of 1,000,000, so that the program ends within a minute; a
difference in the code around the hash shows the better for it.
"""

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from microweb import App, request
from microweb.auth import Auth, UserMixin
from microweb.security import check_password_hash, generate_password_hash

__all__ = ["area", "main", "measure"]

LOW, HIGH = 0.45, 0.55


@dataclass(frozen=True)
class User(UserMixin):
    """One user."""

    id: int
    password_hash: str


def make_app(*, method: str, stored_method: str, careless: bool) -> App:
    """Make an app with one user, `known`."""
    app = App("timing", static_folder=None)
    app.secret_key = "x" * 32
    app.logger.setLevel(100)
    auth: Auth[User] = Auth(app, password_method=method)
    users = {"known": User(1, generate_password_hash("right", stored_method))}

    @app.post("/login")
    def log_in() -> tuple[str, int]:
        user = users.get(request.form["name"])
        password = request.form["password"]
        if careless:
            is_right = user is not None and check_password_hash(user.password_hash, password)
        else:
            is_right = auth.verify_password(user, password)
        return ("in", 200) if is_right else ("Wrong user name or password.", 401)

    return app


def area(ones: list[float], others: list[float]) -> float:
    """Give the area under the ROC curve: how often one of the first is above one of the second.

    H. B. Mann and D. R. Whitney, 1947.
    """
    marked = sorted([(value, 1) for value in ones] + [(value, 0) for value in others])
    below = wins = 0.0
    for _, is_one in marked:
        if is_one:
            wins += below
        else:
            below += 1
    return wins / (len(ones) * len(others))


def measure(app: App, tries: int) -> float:
    """Give the area for so many tries, half of them with each user."""
    client = app.test_client()
    form = {name: f"name={name}&password=wrong" for name in ("known", "nobody")}
    order = ["known", "nobody"] * (tries // 2)
    random.Random(7).shuffle(order)
    times: dict[str, list[float]] = {"known": [], "nobody": []}
    send: Callable[..., object] = client.post
    for name in order[:20]:
        send("/login", data=form[name], content_type="application/x-www-form-urlencoded")
    gc.disable()
    for name in order:
        start = time.perf_counter()
        send("/login", data=form[name], content_type="application/x-www-form-urlencoded")
        times[name].append(time.perf_counter() - start)
    gc.enable()
    return area(times["known"], times["nobody"])


def main(arguments: list[str] | None = None) -> int:
    """Print the areas; give 1 if the first or the last is out of bounds."""
    import logging

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--tries", type=int, default=2000, help="for each figure")
    parser.add_argument("--iterations", type=int, default=10_000, help="of PBKDF2")
    options = parser.parse_args(arguments)
    logging.getLogger("microweb.security").setLevel(logging.CRITICAL)
    now, half = (f"pbkdf2:sha256:{n}" for n in (options.iterations, options.iterations // 2))
    rows = {
        "known or unknown user": measure(
            make_app(method=now, stored_method=now, careless=False), options.tries
        ),
        "the same, without a hash for the unknown": measure(
            make_app(method=now, stored_method=now, careless=True), options.tries
        ),
        "known user with a hash of half the cost": measure(
            make_app(method=now, stored_method=half, careless=False), options.tries
        ),
    }
    print(f"Area under the ROC curve, {options.tries} tries, {now}")
    for name, value in rows.items():
        print(f"{name:42} {value:.3f}")
    fair = [value for name, value in rows.items() if "without" not in name]
    return 0 if all(LOW <= value <= HIGH for value in fair) else 1


if __name__ == "__main__":
    sys.exit(main())
