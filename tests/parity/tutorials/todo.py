"""A list of tasks: macros, filters, loops, a context processor."""

from datetime import date

from flask import Flask, g, redirect, render_template_string, request, url_for

app = Flask(__name__)
app.secret_key = "x"
todos = []


@app.template_filter("fmt")
def fmt(d, f="%d.%m.%Y"):
    return d.strftime(f)


@app.context_processor
def inject():
    return {"now": date(2024, 5, 6), "total": len(todos)}


@app.before_request
def before():
    g.n = len(todos)


PAGE = """
{% macro item(todo) -%}
<li{% if todo.done %} class="done"{% endif %}>{{ todo.title }} {{ todo.due|fmt }}
<a href="{{ url_for('toggle', todo_id=todo.id) }}">toggle</a></li>
{%- endmacro %}
{% set ns = namespace(count=0) %}
<ul>
{% for todo in todos|sort(attribute='title') if not hide or not todo.done %}
{{ item(todo) }}{% set ns.count = ns.count + 1 %}
{% else %}<li>none</li>
{% endfor %}
</ul>
{{ ns.count }}/{{ total }} {{ now|fmt("%Y") }} {{ g.n }}
{{ todos|map(attribute='title')|join(', ') }}
{{ {"a": 1}|tojson }} {{ request.args.get('q', 'none')|e }} {{ session.get('x') }}
"""


@app.get("/")
def index():
    return render_template_string(
        PAGE, todos=todos, hide=request.args.get("hide", default=False, type=bool)
    )


@app.post("/add")
def add():
    todos.append(
        {
            "id": len(todos) + 1,
            "title": request.form["title"].strip(),
            "due": date(2024, 1, 2),
            "done": False,
        }
    )
    return redirect(url_for("index"), code=302)


@app.route("/toggle/<int:todo_id>")
def toggle(todo_id):
    t = next(t for t in todos if t["id"] == todo_id)
    t["done"] = not t["done"]
    return redirect(request.referrer or url_for("index"), 302)


@app.post("/delete/<int:todo_id>")
def delete(todo_id):
    todos[:] = [t for t in todos if t["id"] != todo_id]
    return redirect(url_for(".index"), code=302)
