"""The sources for the engines that speak Jinja's language."""

SOURCES = {
    "table": (
        "<table>\n{% for row in table %}<tr>{% for value in row.values() %}"
        "<td>{{ value }}</td>{% endfor %}</tr>\n{% endfor %}</table>"
    ),
    "layout": """<!doctype html>
<title>{% block title %}{% endblock %} - Shop</title>
<nav>{% for url, label in navigation %}<a href="{{ url }}">{{ label }}</a>{% endfor %}</nav>
<main>
{% block main %}{% endblock %}
</main>
<footer>{{ user }} &middot; Shop</footer>""",
    "page": """{% extends "layout" %}
{% block title %}Products{% endblock %}
{% block main %}<h1>{{ heading }}</h1>
<ul>
{% for product in products %}<li class="{{ loop.cycle('odd', 'even') }}">{{ loop.index }}. \
<a href="{{ product.url }}">{{ product.name }}</a> {{ product.price }} \
{% if product.stock %}{{ product.stock }} left{% else %}sold out{% endif %}</li>
{% endfor %}</ul>{% endblock %}""",
    "macros": """{% macro field(name, label, value, error=none) %}\
<label for="{{ name }}">{{ label|capitalize }}</label>\
<input name="{{ name }}" value="{{ value }}">\
{% if error %}<b class="error">{{ error }}</b>{% endif %}{% endmacro %}""",
    "filters": """{% from "macros" import field %}<form>{{ fields|length }} fields
{% for f in fields %}<p>{{ field(f.name, f.label, f.value, error=f.error) }}</p>
{% endfor %}</form>
{% for product in products %}<h2>{{ product.name|upper }}</h2>\
<p>{{ product.text|truncate(40, leeway=0) }}</p>\
<p>{{ product.tags|join(", ") }}</p><i>{{ product.note|default("none")|title }}</i>
{% endfor %}""",
}
