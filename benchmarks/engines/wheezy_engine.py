"""wheezy.template, escaping with wheezy.html as its documentation shows."""

from collections.abc import Callable

from wheezy.html.utils import escape_html
from wheezy.template.engine import Engine
from wheezy.template.ext.core import CoreExtension
from wheezy.template.loader import DictLoader

from benchmarks.engines import data

PACKAGE = "wheezy.template"

SOURCES = {
    "table": """@require(table)
<table>
@for row in table:
<tr>\\
@for value in row.values():
<td>@value!e</td>\\
@end
</tr>
@end
</table>""",
    "layout": """@require(navigation, user)
<!doctype html>
<title>@def title():
@end
@title() - Shop</title>
<nav>\\
@for url, label in navigation:
<a href="@url!e">@label!e</a>\\
@end
</nav>
<main>
@def main():
@end
@main()
</main>
<footer>@user!e &middot; Shop</footer>""",
    "page": """@extends("layout")
@require(heading, products)
@def title():
Products\\
@end
@def main():
<h1>@heading!e</h1>
<ul>
@for number, product in enumerate(products, 1):
<li class="@{ number % 2 and 'odd' or 'even' }">@number!s. \\
<a href="@product.url!e">@product.name!e</a> @product.price!s \\
@if product.stock:
@product.stock!s left\\
@else:
sold out\\
@end
</li>
@end
</ul>\\
@end
""",
}


def build() -> dict[str, Callable[[], str]]:
    engine = Engine(loader=DictLoader(SOURCES), extensions=[CoreExtension()])
    engine.global_vars.update({"e": lambda value: escape_html(str(value)), "s": str})
    table, page = engine.get_template("table"), engine.get_template("page")
    return {
        "bigtable, numbers": lambda: table.render({"table": data.TABLE_NUMBERS}),
        "bigtable, text": lambda: table.render({"table": data.TABLE_TEXT}),
        "page": lambda: page.render(
            {
                "navigation": data.NAVIGATION,
                "heading": "Products",
                "products": data.PRODUCTS,
                "user": "Ann",
            }
        ),
    }
