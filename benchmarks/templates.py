"""Time template engines on the same pages, microweb's beside its peers, in one process and run.

    python benchmarks/templates.py --markdown

Each engine writes each page in its own language. Before anything is timed, the outcome must be the
same, but for white space and the names of quotes. A round visits every engine in turn, so that
whatever else the machine does hits all of them alike; a figure is the best of the rounds. `compile`
compiles all the sources of an engine once, where it has all the pages.

The functions by hand are no straw men: `engines/hand.py` says what they do and what they know.
"""

import argparse
import gc
import importlib
import platform
import re
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

ENGINES = {
    "hand": "by hand",
    "microweb_engine": "microweb",
    "jinja2_engine": "Jinja2",
    "mako_engine": "Mako",
    "bottle_engine": "Bottle",
    "wheezy_engine": "wheezy.template",
    "chameleon_engine": "Chameleon",
    "django_engine": "Django",
}
ROWS = ["bigtable, numbers", "bigtable, text", "page", "filters and macros", "compile"]
SLICE_SECONDS = 0.05

Pages = dict[str, Callable[[], str]]


def load() -> dict[str, Pages]:
    """Return the pages of every engine that is installed, by the title of the engine."""
    found: dict[str, Pages] = {}
    for module, title in ENGINES.items():
        try:
            found[title] = importlib.import_module(f"benchmarks.engines.{module}").build()
        except ImportError as exc:
            print(f"# without {title}: {exc}", file=sys.stderr)
    return found


def normal(text: str) -> str:
    """Return text without white space, and with one name for each quote."""
    text = re.sub(r"\s+", "", text).replace("</html>", "").replace("<html>", "<!doctypehtml>")
    return text.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def check(engines: dict[str, Pages]) -> None:
    """Raise an error if an engine renders a page differently."""
    for row in ROWS:
        expected = {title: normal(pages[row]()) for title, pages in engines.items() if row in pages}
        first = next(iter(expected.values()))
        for title, text in expected.items():
            if text != first:
                raise SystemExit(f"{title} renders {row} differently:\n{text[:600]}\n{first[:600]}")


def once(page: Callable[[], str], times: int) -> float:
    """Return the seconds that a page takes on average."""
    start = time.perf_counter()
    for _ in range(times):
        page()
    return (time.perf_counter() - start) / times


def measure(engines: dict[str, Pages], rounds: int) -> dict[str, dict[str, float]]:
    """Return the best time for each row and engine, in seconds."""
    best: dict[str, dict[str, float]] = {row: {} for row in ROWS}
    times: dict[tuple[str, str], int] = {}
    gc.disable()
    for _ in range(rounds):
        for row in ROWS:
            for title, pages in engines.items():
                if row not in pages:
                    continue
                key = row, title
                if key not in times:
                    times[key] = max(1, int(SLICE_SECONDS / once(pages[row], 1)))
                seconds = once(pages[row], times[key])
                best[row][title] = min(seconds, best[row].get(title, seconds))
                gc.collect()
    gc.enable()
    return best


def version(module: str) -> str:
    """Return the version of an engine, or nothing."""
    package = getattr(importlib.import_module(f"benchmarks.engines.{module}"), "PACKAGE", "")
    try:
        return f" {metadata.version(package)}" if package else ""
    except metadata.PackageNotFoundError:
        return ""


def show(best: dict[str, dict[str, float]], titles: list[str], *, markdown: bool) -> None:
    """Print a table of microseconds, and what part of the time by hand and of Jinja2's is ours."""
    header = ["microseconds", *titles]
    lines = [header]
    for row in ROWS:
        cells = [f"{best[row][title] * 1e6:.0f}" if title in best[row] else "-" for title in titles]
        lines.append([row, *cells])
    if markdown:
        lines.insert(1, ["---", *["---:"] * len(titles)])
        for line in lines:
            print(f"| {' | '.join(line)} |")
    else:
        for line in lines:
            print(f"{line[0]:20}" + "".join(f"{cell:>16}" for cell in line[1:]))
    for row in ROWS:
        ours = best[row]["microweb"]
        ratios = [f"{ours / best[row][each]:.2f} of the time of {each}"
                  for each in ("by hand", "Jinja2") if each in best[row]]  # fmt: skip
        print(f"{row}: {', '.join(ratios)}")


def main() -> None:
    """Compare the engines and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--markdown", action="store_true")
    arguments = parser.parse_args()
    engines = load()
    check(engines)
    best = measure(engines, arguments.rounds)
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    print(", ".join(f"{t}{version(m)}" for m, t in ENGINES.items() if t in engines))
    print()
    show(best, list(engines), markdown=arguments.markdown)


if __name__ == "__main__":
    main()
