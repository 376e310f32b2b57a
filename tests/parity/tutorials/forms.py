"""A form with flashed messages and a base template."""

from flask import Flask, flash, redirect, render_template, request, session, url_for
from jinja2 import DictLoader

app = Flask(__name__)
app.config.update(SECRET_KEY="dev", TESTING=False)
messages = [{"title": "One", "content": "c1"}]

BASE = """<!doctype html>
<title>{% block title %}Messages{% endblock %}</title>
<nav><a href="{{ url_for('index') }}">Home</a></nav>
{% with messages = get_flashed_messages(with_categories=true) %}
  {% if messages %}
    <ul>{% for category, message in messages %}<li>{{ category }}: {{ message }}{% endfor %}</ul>
  {% endif %}
{% endwith %}
{% block content %}{% endblock %}
"""
INDEX = """{% extends 'base.html' %}
{% block content %}
<h1>{% block heading %}Welcome{% endblock %}</h1>
{% for message in messages %}
<h3>{{ loop.index }} {{ message['title'] }}</h3><p>{{ message.content|upper|truncate(20) }}</p>
{% else %}none{% endfor %}
{% endblock %}
"""
CREATE = """{% extends 'base.html' %}
{% block title %}Create - {{ super() }}{% endblock %}
{% block content %}
<form method=post><input name=title value="{{ request.form['title'] or '' }}"></form>
{% endblock %}
"""
app.jinja_env.loader = DictLoader({"base.html": BASE, "index.html": INDEX, "create.html": CREATE})


@app.route("/")
def index():
    return render_template("index.html", messages=messages)


@app.route("/create/", methods=("GET", "POST"))
def create():
    if request.method == "POST":
        title = request.form["title"]
        content = request.form.get("content", "")
        if not title:
            flash("Title is required!")
        elif not content:
            flash("Content is required!", "error")
        else:
            messages.append({"title": title, "content": content})
            session["count"] = session.get("count", 0) + 1
            return redirect(url_for("index"))
    return render_template("create.html")


@app.route("/count")
def count():
    return str(session.get("count"))
