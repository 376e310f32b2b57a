"""Mako with MarkupSafe's speed-ups, escaping by default."""

from collections.abc import Callable

from mako.lookup import TemplateLookup

from benchmarks.engines import data

PACKAGE = "Mako"

SOURCES = {
    "table": """<table>
% for row in table:
<tr>\\
% for value in row.values():
<td>${value}</td>\\
% endfor
</tr>
% endfor
</table>""",
    "layout": """<!doctype html>
<title><%block name="title"></%block> - Shop</title>
<nav>\\
% for url, label in navigation:
<a href="${url}">${label}</a>\\
% endfor
</nav>
<main>
<%block name="main"></%block>
</main>
<footer>${user} &middot; Shop</footer>""",
    "page": """<%inherit file="layout"/>
<%block name="title">Products</%block>
<%block name="main"><h1>${heading}</h1>
<ul>
% for product in products:
<li class="${loop.cycle('odd', 'even')}">${loop.index + 1}. \\
<a href="${product.url}">${product.name}</a> ${product.price} \\
% if product.stock:
${product.stock} left\\
% else:
sold out\\
% endif
</li>
% endfor
</ul></%block>""",
    "macros": """<%def name="field(name, label, value, error=None)">\\
<label for="${name}">${label.capitalize()}</label>\\
<input name="${name}" value="${value}">\\
% if error:
<b class="error">${error}</b>\\
% endif
</%def>""",
    "filters": """<%namespace name="macros" file="macros"/><form>${len(fields)} fields
% for f in fields:
<p>${macros.field(f["name"], f["label"], f["value"], error=f["error"])}</p>
% endfor
</form>
% for product in products:
<h2>${product.name.upper()}</h2>\\
<p>${product.text[:37].rsplit(" ", 1)[0] + "..."}</p>\\
<p>${", ".join(product.tags)}</p><i>${getattr(product, "note", "none").title()}</i>
% endfor
""",
}


def lookup() -> TemplateLookup:
    found = TemplateLookup(default_filters=["h"], filesystem_checks=False)
    for name, source in SOURCES.items():
        found.put_string(name, source)
    return found


def build() -> dict[str, Callable[[], str]]:
    templates = lookup()
    table = templates.get_template("table")
    page = templates.get_template("page")
    filters = templates.get_template("filters")

    def compile_all() -> str:
        lookup()
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
