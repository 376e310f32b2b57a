"""Ask the running demo for its home page, until it answers or ten seconds are over."""

import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

URL = "http://127.0.0.1:8000/"


def main() -> int:
    """Give 0 when the home page came, else 1."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with urlopen(URL, timeout=2) as response:
                page = response.read().decode()
                print(f"{URL} answered {response.status} with {len(page)} characters")
                return 0 if "Go to Login" in page else 1
        except (URLError, OSError):
            time.sleep(0.05)
    print(f"{URL} did not answer")
    return 1


if __name__ == "__main__":
    sys.exit(main())
