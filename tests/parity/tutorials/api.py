"""A JSON interface: a class-based view on a blueprint, with error handlers."""

from flask import Blueprint, Flask, abort, jsonify, request
from flask.views import MethodView
from werkzeug.exceptions import HTTPException, NotFound

api = Blueprint("api", __name__)
tasks = {}


class InvalidUsage(Exception):
    status_code = 400

    def __init__(self, message, status_code=None, payload=None):
        super().__init__()
        self.message = message
        self.payload = payload
        if status_code is not None:
            self.status_code = status_code

    def to_dict(self):
        rv = dict(self.payload or ())
        rv["message"] = self.message
        return rv


@api.errorhandler(InvalidUsage)
def handle_invalid(e):
    response = jsonify(e.to_dict())
    response.status_code = e.status_code
    return response


@api.app_errorhandler(HTTPException)
def handle_http(e):
    response = e.get_response()
    import json

    response.data = json.dumps({"code": e.code, "name": e.name})
    response.content_type = "application/json"
    return response


class TaskAPI(MethodView):
    def get(self, task_id):
        if task_id is None:
            return jsonify(
                {"tasks": list(tasks.values()), "page": request.args.get("page", 1, type=int)}
            )
        if task_id not in tasks:
            raise NotFound("no task")
        return jsonify(tasks[task_id])

    def post(self):
        if not request.is_json:
            raise InvalidUsage("JSON wanted", 415, {"hint": "json"})
        data = request.get_json(silent=True) or {}
        if "title" not in data:
            abort(400, description="title missing")
        t = {"id": len(tasks) + 1, "title": data["title"], "done": bool(data.get("done", False))}
        tasks[t["id"]] = t
        return jsonify(t), 201

    def put(self, task_id):
        tasks[task_id].update(request.json)
        return tasks[task_id]

    def delete(self, task_id):
        tasks.pop(task_id)
        return "", 204


view = TaskAPI.as_view("tasks")
api.add_url_rule("/tasks/", defaults={"task_id": None}, view_func=view, methods=["GET"])
api.add_url_rule("/tasks/", view_func=view, methods=["POST"])
api.add_url_rule("/tasks/<int:task_id>", view_func=view, methods=["GET", "PUT", "DELETE"])
app = Flask(__name__)
app.json.sort_keys = False
app.register_blueprint(api, url_prefix="/api/v1")


@app.after_request
def cors(r):
    r.headers["Access-Control-Allow-Origin"] = "*"
    r.headers.add("X-Two", "1")
    return r


@app.route("/boom")
def boom():
    raise RuntimeError("boom")
