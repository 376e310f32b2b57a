"""Written by hand: functions with `html.escape`, as one would without an engine.

They do what the templates say, no less: the values come as arguments, every value a template
escapes is escaped, `truncate` looks whether the text is short enough, and what may be missing is
asked for with a default. They make use of what one knows when writing by hand and a template
cannot: which values are text already and need no `str`, what is a dict and what an object, that no
value is safe HTML. `str.title` stands for the filter `title`, which is right after an apostrophe
too and takes longer; the words here have none.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from benchmarks.engines import data

PACKAGE = ""


def table(rows: list[dict[str, object]]) -> str:
    out = ["<table>\n"]
    for row in rows:
        out.append("<tr>")
        for value in row.values():
            out.append(f"<td>{escape(str(value))}</td>")  # noqa: PERF401  # as one writes it
        out.append("</tr>\n")
    out.append("</table>")
    return "".join(out)


def page(
    navigation: list[tuple[str, str]], heading: str, products: list[data.Product], user: str
) -> str:
    out = ["<!doctype html>\n<title>Products - Shop</title>\n<nav>"]
    for url, label in navigation:
        out.append(f'<a href="{escape(url)}">{escape(label)}</a>')
    out.append(f"</nav>\n<main>\n<h1>{escape(heading)}</h1>\n<ul>\n")
    for number, product in enumerate(products, 1):
        state = f"{escape(str(product.stock))} left" if product.stock else "sold out"
        out.append(
            f'<li class="{"odd" if number % 2 else "even"}">{number}. '
            f'<a href="{escape(product.url)}">{escape(product.name)}</a> '
            f"{escape(str(product.price))} {state}</li>\n"
        )
    out.append(f"</ul>\n</main>\n<footer>{escape(user)} &middot; Shop</footer>")
    return "".join(out)


def field(name: str, label: str, value: object, error: str | None = None) -> str:
    shown = f'<b class="error">{escape(error)}</b>' if error else ""
    return (
        f'<label for="{escape(name)}">{escape(label.capitalize())}</label>'
        f'<input name="{escape(name)}" value="{escape(str(value))}">{shown}'
    )


def truncate(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return text[: length - 3].rsplit(" ", 1)[0] + "..."


def filters(fields: list[dict[str, Any]], products: list[data.Product]) -> str:
    out = [f"<form>{len(fields)} fields\n"]
    for each in fields:
        shown = field(each["name"], each["label"], each["value"], error=each["error"])
        out.append(f"<p>{shown}</p>\n")
    out.append("</form>\n")
    for product in products:
        note = getattr(product, "note", "none")
        out.append(
            f"<h2>{escape(product.name.upper())}</h2><p>{escape(truncate(product.text, 40))}</p>"
            f"<p>{escape(', '.join(product.tags))}</p><i>{escape(note.title())}</i>\n"
        )
    return "".join(out)


def build() -> dict[str, Callable[[], str]]:
    return {
        "bigtable, numbers": lambda: table(data.TABLE_NUMBERS),
        "bigtable, text": lambda: table(data.TABLE_TEXT),
        "page": lambda: page(
            navigation=data.NAVIGATION, heading="Products", products=data.PRODUCTS, user="Ann"
        ),
        "filters and macros": lambda: filters(fields=data.FIELDS, products=data.PRODUCTS),
    }
