"""Chameleon, where a page without inheritance stands for the one with it."""

from collections.abc import Callable

from chameleon import PageTemplate

from benchmarks.engines import data

PACKAGE = "Chameleon"

TABLE = """<table>
<tr tal:repeat="row table"><td tal:repeat="value row.values()">${value}</td></tr>
</table>"""
LAYOUT = """<html metal:define-macro="layout">
<title><tal:t metal:define-slot="title"></tal:t> - Shop</title>
<nav><a tal:repeat="(url, label) navigation" href="${url}">${label}</a></nav>
<main>
<tal:m metal:define-slot="main"></tal:m>
</main>
<footer>${user} &middot; Shop</footer></html>"""
PAGE = """<html metal:use-macro="layout.macros['layout']">
<tal:t metal:fill-slot="title">Products</tal:t>
<tal:m metal:fill-slot="main"><h1>${heading}</h1>
<ul>
<li tal:repeat="product products" class="${'odd' if repeat.product.even else 'even'}">\
${repeat.product.number}. <a href="${product.url}">${product.name}</a> ${product.price} \
<tal:s condition="product.stock">${product.stock} left</tal:s>\
<tal:s condition="not product.stock">sold out</tal:s></li>
</ul></tal:m></html>"""


def build() -> dict[str, Callable[[], str]]:
    table, layout, page = PageTemplate(TABLE), PageTemplate(LAYOUT), PageTemplate(PAGE)
    return {
        "bigtable, numbers": lambda: table(table=data.TABLE_NUMBERS),
        "bigtable, text": lambda: table(table=data.TABLE_TEXT),
        "page": lambda: page(
            layout=layout,
            navigation=data.NAVIGATION,
            heading="Products",
            products=data.PRODUCTS,
            user="Ann",
        ),
    }
