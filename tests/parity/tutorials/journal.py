"""A journal: an app factory behind a proxy, blueprints, a log-in by decorator, inheriting pages."""

import functools
import sqlite3
from datetime import datetime, timedelta
from tempfile import mkdtemp

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from jinja2 import DictLoader
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash, generate_password_hash

PAGES = {
    "base.html": """<title>{% block title %}{% endblock %} - {{ config.SITE_NAME }}</title>
{% if g.user %}{{ g.user['name'] }} {% else %}
<a href="{{ url_for('auth.login') }}">in</a>{% endif %}
{% for endpoint, label in menu %}<a {% if request.endpoint == endpoint %}class="on"{% endif %}
href="{{ url_for(endpoint) }}">{{ label }}</a>{% endfor %}
{% for category, text in get_flashed_messages(with_categories=true) -%}
<p class="{{ category }}">{{ text }}</p>{% endfor %}
{% block content %}{% endblock %} {{ visits }}""",
    "index.html": """{% extends "base.html" %}{% block title %}All{% endblock %}{% block content %}
{% for post in posts %}<a href="{{ url_for('.show', slug=post.slug) }}">{{ post['title'] }}</a>
<time>{{ post['made']|day('%Y') }}</time>{{ post['body']|excerpt(5) }}{% if not loop.last %}<hr>
{% endif %}{% else %}none{% endfor %}
<a href="{{ url_for('.index', page=page + 1, **others) }}">older</a>{% endblock %}""",
    "show.html": """{% extends "base.html" %}{% from "fields.html" import field %}
{% block title %}{{ post.title }}{% endblock %}{% block content %}<p>{{ post['body']|lines }}</p>
{{ field('note', value='<x>') }}{% include ['none.html', 'share.html'] %}{% endblock %}""",
    "share.html": """{{ url_for('journal.show', slug=post.slug, _external=True) }}
{{ session.visits }}""",
    "fields.html": """{% macro field(name, value='') -%}
<input name={{ name }} value="{{ value }}">{%- endmacro %}""",
    "form.html": """{% extends "base.html" %}
{% block content %}<input value="{{ request.form['title'] or post['title'] }}">{% endblock %}""",
    "error.html": """{% extends "base.html" %}{% block content %}{{ error.code }}{% endblock %}""",
}

auth = Blueprint("auth", __name__, url_prefix="/auth")
journal = Blueprint("journal", __name__)
admin = Blueprint("admin", __name__, url_prefix="/admin")


def get_db():
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"])
        g.db.row_factory = sqlite3.Row
    return g.db


def close_db(error=None):
    db = g.pop("db", None)
    if db is not None:
        db.close()


def login_required(view):
    @functools.wraps(view)
    def wrapped_view(**kwargs):
        if g.user is None:
            flash("Please log in.", "warning")
            return redirect(url_for("auth.login", next=request.path))
        return view(**kwargs)

    return wrapped_view


@auth.before_app_request
def load_user():
    user_id = session.get("user_id")
    query = "SELECT * FROM user WHERE id = ?"
    g.user = None if user_id is None else get_db().execute(query, (user_id,)).fetchone()
    session["visits"] = session.get("visits", 0) + 1


@auth.route("/register", methods=("GET", "POST"))
def register():
    error = None
    if request.method == "POST":
        name, password = request.form["name"], request.form.get("password")
        if not password:
            error = "A password is required."
        else:
            row = (name, generate_password_hash(password))
            try:
                get_db().execute("INSERT INTO user (name, password) VALUES (?, ?)", row)
                get_db().commit()
            except sqlite3.IntegrityError:
                error = f"{name} is taken."
            else:
                return redirect(url_for("auth.login"))
        flash(error)
    return render_template("form.html", post={"title": ""}), 200 if error is None else 422


@auth.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        query = "SELECT * FROM user WHERE name = ?"
        user = get_db().execute(query, (request.form["name"],)).fetchone()
        if user is None or not check_password_hash(user["password"], request.form["password"]):
            flash("Who?", "error")
        else:
            session.clear()
            session["user_id"] = user["id"]
            session.permanent = bool(request.form.get("remember"))
            response = redirect(request.args.get("next") or url_for("index"), code=302)
            response.set_cookie("last", user["name"], max_age=60 * 60)
            return response
    return render_template("form.html", post={"title": "log in"})


@auth.get("/logout")
def logout():
    session.pop("user_id", None)
    response = make_response(redirect(url_for("index")))
    response.delete_cookie("last")
    return response


@journal.route("/")
@journal.route("/page/<int:page>")
def index(page=1):
    page = request.args.get("page", page, type=int)
    query = "SELECT * FROM post ORDER BY id DESC LIMIT 2 OFFSET ?"
    others = request.args.to_dict()
    others.pop("page", None)
    posts = get_db().execute(query, ((page - 1) * 2,)).fetchall()
    return render_template("index.html", posts=posts, page=page, others=others)


@journal.route("/post/<slug>")
def show(slug):
    post = get_db().execute("SELECT * FROM post WHERE slug = ?", (slug,)).fetchone()
    if post is None:
        abort(404, f"There is no {slug}.")
    response = make_response(render_template("show.html", post=post))
    response.last_modified = datetime(2024, 1, 2)  # noqa: DTZ001  # as apps for Flask have it
    return response.make_conditional(request)


@journal.route("/create", methods=("GET", "POST"))
@login_required
def create():
    if request.method == "POST":
        title, body = request.form["title"], request.form["body"]
        slug = "-".join(title.lower().split())
        row = (g.user["id"], slug, "2024-05-06", title, body)
        query = "INSERT INTO post (author, slug, made, title, body) VALUES (?, ?, ?, ?, ?)"
        get_db().execute(query, row)
        get_db().commit()
        return redirect(url_for("journal.show", slug=slug, _anchor="top"))
    return render_template("form.html", post={})


@journal.route("/<int:number>/update", methods=("GET", "POST"))
@login_required
def update(number):
    post = get_db().execute("SELECT * FROM post WHERE id = ?", (number,)).fetchone()
    if post is None:
        abort(404)
    if request.method == "POST":
        row = (request.form["title"], number)
        get_db().execute("UPDATE post SET title = ? WHERE id = ?", row)
        get_db().commit()
        return redirect(request.referrer or url_for("index"))
    return render_template("form.html", post=post)


@journal.post("/<int:number>/delete")
@login_required
def delete(number):
    get_db().execute("DELETE FROM post WHERE id = ?", (number,))
    get_db().commit()
    flash(Markup("Gone: <b>%s</b>") % number, "success")
    return redirect(url_for("journal.index"))


@journal.route("/feed.xml")
def feed():
    posts = get_db().execute("SELECT * FROM post")
    items = "".join(f"<item>{escape(post['title'])}</item>" for post in posts)
    return current_app.response_class(f"<rss>{items}</rss>", mimetype="application/rss+xml")


@admin.before_request
def let_admins_in():
    if not g.user or g.user["name"] != "admin":
        abort(403, "Admins alone.")


@admin.route("/")
def dashboard():
    return {"blueprint": request.blueprint, "rule": str(request.url_rule), "you": g.user["name"]}


@admin.errorhandler(403)
def forbidden(error):
    return f"no: {error.description}", 403


def create_app(test_config=None):  # noqa: C901  # as such factories are
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_mapping(
        SECRET_KEY="dev",
        SITE_NAME="Mine & yours",
        DATABASE=f"{mkdtemp()}/journal.db",
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
    )
    if test_config is None:
        app.config.from_pyfile("config.py", silent=True)
    else:
        app.config.update(test_config)
    app.jinja_env.loader = DictLoader(PAGES)
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1, x_prefix=1)
    app.teardown_appcontext(close_db)
    for blueprint in (auth, journal, admin):
        app.register_blueprint(blueprint)
    app.add_url_rule("/", endpoint="index")

    @app.template_filter("day")
    def format_day(value, pattern="%Y-%m-%d"):
        return datetime.fromisoformat(value).strftime(pattern)

    @app.template_filter()
    def excerpt(text, size):
        return text if len(text) <= size else text[:size] + "..."

    @app.template_filter()
    def lines(text):
        return Markup("<br>").join(text.splitlines())

    @app.context_processor
    def add_menu():
        menu = [("index", "Home"), ("journal.create", "New")]
        return {"visits": session.get("visits"), "menu": menu}

    @app.errorhandler(HTTPException)
    def show_error(error):
        return render_template("error.html", error=error), error.code

    @app.errorhandler(NotFound)
    def not_found(error):
        return f"nothing: {error.code}", 404

    @app.errorhandler(Exception)
    def crashed(error):
        return error if isinstance(error, HTTPException) else (type(error).__name__, 500)

    @app.route("/crash")
    def crash():
        return 1 / 0

    @app.after_request
    def add_header(response):
        response.cache_control.no_store = True
        return response

    @app.cli.command("init-db")
    def init_db():
        get_db().executescript(
            "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT UNIQUE, password TEXT);"
            "CREATE TABLE post (id INTEGER PRIMARY KEY, author INTEGER, slug TEXT, made TEXT,"
            " title TEXT, body TEXT);"
        )
        print("Done.")

    return app


app = create_app({"TESTING": True})
