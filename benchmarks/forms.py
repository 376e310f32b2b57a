"""Time forms, query strings and cookies, microweb beside its peers, in one process and one run.

    python benchmarks/forms.py --markdown

Each view reads ten values by name and answers with all of them. How it is timed stands in
`timing.py`.
"""

import sys
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers import FIELDS
from benchmarks.timing import Row, run

# As a form of an address book has them: blanks, an at sign, two letters that are not ASCII.
VALUES = [
    "Ada", "King, Countess of Lovelace", "ada@example.com", "+44 20 7946 0000", "12 St James's Sq",
    "M\xfcnchen", "W1J 7NT", "Jos\xe9", "1815-12-10", "yes",
]  # fmt: skip
PAIRS = urlencode(dict(zip(FIELDS, VALUES, strict=True)))
COOKIES = [f"{name}-{number}" for number, name in enumerate(FIELDS)]

ROWS = {
    "form": Row(
        "form, 10 fields",
        "/form",
        lambda body: body == "|".join(VALUES).encode(),
        fields={
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(PAIRS)),
            "HTTP_ORIGIN": "http://127.0.0.1:8000",
            "HTTP_SEC_FETCH_SITE": "same-origin",
        },
        body=PAIRS.encode(),
    ),
    "query": Row(
        "query string, 10 values",
        "/query",
        lambda body: body == "|".join(VALUES).encode(),
        fields={"QUERY_STRING": PAIRS},
    ),
    "cookies": Row(
        "10 cookies",
        "/cookies",
        lambda body: body == "|".join(COOKIES).encode(),
        fields={"HTTP_COOKIE": "; ".join(map("=".join, zip(FIELDS, COOKIES, strict=True)))},
    ),
}

if __name__ == "__main__":
    run(__doc__.partition("\n")[0], ROWS)
