"""Notes in SQLite: one connection a context, an application factory, a command."""

import os
import sqlite3
import tempfile

import click
from flask import Flask, current_app, g, jsonify, request
from flask.cli import with_appcontext


def get_db():
    if "db" not in g:
        g.db = sqlite3.connect(current_app.config["DATABASE"], detect_types=sqlite3.PARSE_DECLTYPES)
        g.db.row_factory = sqlite3.Row
    return g.db


def close_db(e=None):
    db = g.pop("db", None)
    if db is not None:
        db.close()


@click.command("init-db")
@with_appcontext
def init_db_command():
    get_db().executescript("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
    click.echo("Initialized the database.")


def create_app(test_config=None):
    app = Flask(__name__, instance_relative_config=True, instance_path=tempfile.mkdtemp())
    app.config.from_mapping(SECRET_KEY="dev", DATABASE=os.path.join(app.instance_path, "x.sqlite"))
    if test_config is None:
        app.config.from_pyfile("config.py", silent=True)
    else:
        app.config.update(test_config)
    os.makedirs(app.instance_path, exist_ok=True)
    app.teardown_appcontext(close_db)
    app.cli.add_command(init_db_command)

    @app.get("/notes")
    def notes():
        rows = get_db().execute("SELECT id, body FROM note ORDER BY id").fetchall()
        return jsonify([dict(r) for r in rows])

    @app.post("/notes")
    def add():
        data = request.get_json(force=True)
        cur = get_db().execute("INSERT INTO note (body) VALUES (?)", (data["body"],))
        get_db().commit()
        return {"id": cur.lastrowid}, 201, {"Location": f"/notes/{cur.lastrowid}"}

    @app.get("/notes/<int:note_id>")
    def one(note_id):
        row = get_db().execute("SELECT * FROM note WHERE id=?", (note_id,)).fetchone()
        if row is None:
            return jsonify(error="not found"), 404
        return jsonify(dict(row))

    return app


app = create_app()
