"""Time what a framework adds to a request, microweb beside its peers, in one process and one run.

    python benchmarks/dispatch.py --markdown

How it is timed stands in `timing.py`.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Row, run

ROWS = {
    "hello": Row("hello", "/", lambda body: body == b"Hello, World!"),
    "user": Row("`/user/<name>`", "/user/ada", lambda body: body == b"Hello, ada!"),
    "json": Row("JSON", "/json", lambda body: json.loads(body) == {"message": "Hello, World!"}),
    "abort": Row("`abort(404)`", "/abort", lambda _: True, status="404 "),
    "routes": Row(
        "1000 routes, the last",
        "/api/resource999/ada",
        lambda body: body == b"Hello, ada!",
        extra_routes=1000,
    ),
}

if __name__ == "__main__":
    # Django's share is in `forms.py`: the table of the README is of small frameworks.
    run(__doc__.partition("\n")[0], ROWS, without=("django",))
