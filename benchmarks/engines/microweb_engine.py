"""microweb's own engine."""

from collections.abc import Callable

from benchmarks.engines import data
from benchmarks.engines.jinja_sources import SOURCES
from microweb.templating import DictLoader, Environment

PACKAGE = "microweb-wsgi"


def build() -> dict[str, Callable[[], str]]:
    environment = Environment(loader=DictLoader(SOURCES), auto_reload=False)
    table = environment.get_template("table")
    page = environment.get_template("page")
    filters = environment.get_template("filters")

    def compile_all() -> str:
        fresh = Environment()
        for source in SOURCES.values():
            fresh.from_string(source)
        return ""

    return {
        "bigtable, numbers": lambda: table.render(table=data.TABLE_NUMBERS),
        "bigtable, text": lambda: table.render(table=data.TABLE_TEXT),
        "page": lambda: page.render(
            navigation=data.NAVIGATION, heading="Products", products=data.PRODUCTS, user="Ann"
        ),
        "filters and macros": lambda: filters.render(fields=data.FIELDS, products=data.PRODUCTS),
        "compile": compile_all,
    }
