"""Django's template engine."""

from collections.abc import Callable

import django
from django.conf import settings
from django.template import Context, Engine

from benchmarks.engines import data, jinja_sources

PACKAGE = "Django"

SOURCES = {
    "table": (
        "<table>\n{% for row in table %}<tr>{% for value in row.values %}"
        "<td>{{ value }}</td>{% endfor %}</tr>\n{% endfor %}</table>"
    ),
    "layout": jinja_sources.SOURCES["layout"],
    "page": """{% extends "layout" %}
{% block title %}Products{% endblock %}
{% block main %}<h1>{{ heading }}</h1>
<ul>
{% for product in products %}<li class="{% cycle 'odd' 'even' %}">{{ forloop.counter }}. \
<a href="{{ product.url }}">{{ product.name }}</a> {{ product.price }} \
{% if product.stock %}{{ product.stock }} left{% else %}sold out{% endif %}</li>
{% endfor %}</ul>{% endblock %}""",
}


def build() -> dict[str, Callable[[], str]]:
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    loaders = [("django.template.loaders.locmem.Loader", SOURCES)]
    engine = Engine(loaders=[("django.template.loaders.cached.Loader", loaders)])
    table, page = engine.get_template("table"), engine.get_template("page")

    def compile_all() -> str:
        for source in SOURCES.values():
            engine.from_string(source)
        return ""

    return {
        "bigtable, numbers": lambda: table.render(Context({"table": data.TABLE_NUMBERS})),
        "bigtable, text": lambda: table.render(Context({"table": data.TABLE_TEXT})),
        "page": lambda: page.render(
            Context(
                {
                    "navigation": data.NAVIGATION,
                    "heading": "Products",
                    "products": data.PRODUCTS,
                    "user": "Ann",
                }
            )
        ),
        "compile": compile_all,
    }
