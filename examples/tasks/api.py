"""The tasks as JSON: `/api/tasks` and `/api/tasks/7`. What goes wrong is a problem of RFC 9457."""

from typing import Any, cast

from examples.tasks.database import get_db
from examples.tasks.store import (
    Draft,
    InvalidTaskError,
    add_task,
    check_draft,
    delete_task,
    find_task,
    list_tasks,
    update_task,
)
from microweb import Blueprint, Response, abort, jsonify, request, url_for
from microweb.exceptions import BadRequest, HTTPException

__all__ = ["api"]

_FIELDS = {"title", "due", "done"}

api = Blueprint("api", __name__, url_prefix="/api/tasks")


@api.get("")
def index() -> Response:
    """List all tasks."""
    return jsonify(list_tasks(get_db()))


@api.post("")
def add() -> tuple[Response, int, dict[str, str]]:
    """Add a task."""
    task = add_task(get_db(), _read_draft())
    return jsonify(task), 201, {"Location": url_for(".show", task_id=task.id)}


@api.get("/<int:task_id>")
def show(task_id: int) -> Response:
    """Give one task."""
    return jsonify(find_task(get_db(), task_id) or _miss(task_id))


@api.put("/<int:task_id>")
def replace(task_id: int) -> Response:
    """Replace a task by the one that is sent."""
    return jsonify(update_task(get_db(), task_id, _read_draft()) or _miss(task_id))


@api.delete("/<int:task_id>")
def delete(task_id: int) -> tuple[str, int]:
    """Delete a task."""
    if not delete_task(get_db(), task_id):
        _miss(task_id)
    return "", 204


@api.errorhandler(InvalidTaskError)
def show_invalid(error: InvalidTaskError) -> Response:
    """Answer 400 and name each field with what is wrong with it."""
    return _problem(BadRequest(str(error)), errors=error.errors)


@api.errorhandler(HTTPException)
def show_error(error: HTTPException) -> Response:
    """Answer in JSON whatever the client says that it accepts."""
    return _problem(error)


def _read_draft() -> Draft:
    body = request.get_json()
    if not isinstance(body, dict):
        raise BadRequest("A task is a JSON object.")
    values = cast("dict[str, Any]", body)
    unknown = sorted(set(values) - _FIELDS)
    if unknown:
        raise InvalidTaskError(dict.fromkeys(unknown, "A task has no such field."))
    return check_draft(**values)


def _miss(task_id: int) -> Any:
    abort(404, f"There is no task {task_id}.")


def _problem(error: HTTPException, **members: Any) -> Response:
    response = error.get_response()
    problem = {"title": error.name, "status": error.code, "detail": error.description, **members}
    response.data = jsonify(problem).data
    response.content_type = "application/problem+json"
    return response
