"""Pages, variables in addresses, an error page."""

from flask import Flask, render_template_string
from markupsafe import escape

app = Flask(__name__)


@app.route("/")
def hello_world():
    return "<p>Hello, World!</p>"


@app.route("/hello/")
@app.route("/hello/<name>")
def hello(name=None):
    return render_template_string(
        "{% if name %}<h1>Hello {{ name }}!</h1>{% else %}<h1>Hello, World!</h1>{% endif %}",
        name=name,
    )


@app.route("/post/<int:post_id>")
def show_post(post_id):
    return f"Post {post_id}"


@app.route("/path/<path:subpath>")
def show_subpath(subpath):
    return f"Subpath {escape(subpath)}"


@app.errorhandler(404)
def page_not_found(error):
    return render_template_string("<h1>nope {{ error.code }}</h1>", error=error), 404
