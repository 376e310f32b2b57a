"""Bottle's SimpleTemplate."""

from collections.abc import Callable

from bottle import SimpleTemplate

from benchmarks.engines import data

PACKAGE = "bottle"

TABLE = """<table>
% for row in table:
<tr>\\\\
%   for value in row.values():
<td>{{value}}</td>\\\\
%   end
</tr>
% end
</table>"""
LAYOUT = """<!doctype html>
<title>{{title}} - Shop</title>
<nav>\\\\
% for url, label in navigation:
<a href="{{url}}">{{label}}</a>\\\\
% end
</nav>
<main>
{{!base}}
</main>
<footer>{{user}} &middot; Shop</footer>"""
PAGE = """% rebase("layout", title="Products", navigation=navigation, user=user)
<h1>{{heading}}</h1>
<ul>
% for number, product in enumerate(products, 1):
<li class="{{'odd' if number % 2 else 'even'}}">{{number}}.
<a href="{{product.url}}">{{product.name}}</a> {{product.price}}
%   if product.stock:
{{product.stock}} left\\\\
%   else:
sold out\\\\
%   end
</li>
% end
</ul>"""


def build() -> dict[str, Callable[[], str]]:
    table, layout, page = SimpleTemplate(TABLE), SimpleTemplate(LAYOUT), SimpleTemplate(PAGE)
    page.cache["layout"] = layout
    return {
        "bigtable, numbers": lambda: table.render(table=data.TABLE_NUMBERS),
        "bigtable, text": lambda: table.render(table=data.TABLE_TEXT),
        "page": lambda: page.render(
            navigation=data.NAVIGATION,
            heading="Products",
            products=data.PRODUCTS,
            user="Ann",
        ),
    }
