"""Written by hand: functions with `html.escape`, as one would without an engine."""

from collections.abc import Callable
from html import escape

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


def page() -> str:
    out = ["<!doctype html>\n<title>Products - Shop</title>\n<nav>"]
    for url, label in data.NAVIGATION:
        out.append(f'<a href="{escape(url)}">{escape(label)}</a>')
    out.append(f"</nav>\n<main>\n<h1>{escape('Products')}</h1>\n<ul>\n")
    for number, product in enumerate(data.PRODUCTS, 1):
        state = f"{product.stock} left" if product.stock else "sold out"
        out.append(
            f'<li class="{"odd" if number % 2 else "even"}">{number}. '
            f'<a href="{escape(product.url)}">{escape(product.name)}</a> '
            f"{escape(str(product.price))} {escape(state)}</li>\n"
        )
    out.append(f"</ul>\n</main>\n<footer>{escape('Ann')} &middot; Shop</footer>")
    return "".join(out)


def field(name: str, label: str, value: object, error: str | None) -> str:
    label = escape(label[:1].upper() + label[1:])
    shown = f'<b class="error">{escape(error)}</b>' if error else ""
    return (
        f'<label for="{escape(name)}">{label}</label>'
        f'<input name="{escape(name)}" value="{escape(str(value))}">{shown}'
    )


def filters() -> str:
    out = [f"<form>{len(data.FIELDS)} fields\n"]
    for each in data.FIELDS:
        out.append(f"<p>{field(**each)}</p>\n")  # noqa: PERF401  # as one writes it
    out.append("</form>\n")
    for product in data.PRODUCTS:
        text = product.text[:37].rsplit(" ", 1)[0] + "..."
        out.append(  # as one writes it
            f"<h2>{escape(product.name.upper())}</h2><p>{escape(text)}</p>"
            f"<p>{escape(', '.join(product.tags))}</p><i>{escape('none'.title())}</i>\n"
        )
    return "".join(out)


def build() -> dict[str, Callable[[], str]]:
    return {
        "bigtable, numbers": lambda: table(data.TABLE_NUMBERS),
        "bigtable, text": lambda: table(data.TABLE_TEXT),
        "page": page,
        "filters and macros": filters,
    }
