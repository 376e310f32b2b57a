"""The pages: a list with a form to add, a page to edit, and a button for each of the rest."""

from examples.tasks.database import get_db
from examples.tasks.store import (
    InvalidTaskError,
    Task,
    add_task,
    check_draft,
    delete_task,
    find_task,
    list_tasks,
    update_task,
)
from microweb import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from microweb.exceptions import HTTPException

__all__ = ["pages"]

Page = str | Response | tuple[str, int]

pages = Blueprint("pages", __name__)


@pages.get("/")
def index() -> Page:
    """List the tasks, with a form for a new one."""
    return _show_list()


@pages.post("/")
def add() -> Page:
    """Add the task of the form."""
    try:
        draft = check_draft(title=request.form.get("title"), due=request.form.get("due"))
    except InvalidTaskError as exc:
        return _show_list(exc.errors), 422
    task = add_task(get_db(), draft)
    flash(f"Added: {task.title}")
    return redirect(url_for(".index"))


@pages.get("/<int:task_id>")
def edit(task_id: int) -> Page:
    """Show a task in a form."""
    task = _find(task_id)
    return render_template("edit.html", task=task, form={"title": task.title, "due": task.due})


@pages.post("/<int:task_id>")
def save(task_id: int) -> Page:
    """Change a task to what the form says."""
    task, form = _find(task_id), request.form
    try:
        draft = check_draft(title=form.get("title"), due=form.get("due"), done=task.done)
    except InvalidTaskError as exc:
        return render_template("edit.html", task=task, form=form, errors=exc.errors), 422
    update_task(get_db(), task_id, draft)
    flash(f"Saved: {draft.title}")
    return redirect(url_for(".index"))


@pages.post("/<int:task_id>/done")
def mark_done(task_id: int) -> Page:
    """Mark a task as done, or as not done after all."""
    task = _find(task_id)
    task.done = not task.done
    update_task(get_db(), task_id, task)
    return redirect(url_for(".index"))


@pages.post("/<int:task_id>/delete")
def delete(task_id: int) -> Page:
    """Delete a task."""
    task = _find(task_id)
    delete_task(get_db(), task_id)
    flash(f"Deleted: {task.title}")
    return redirect(url_for(".index"))


@pages.app_errorhandler(HTTPException)
def show_error(error: HTTPException) -> Response:
    """Show what went wrong in the layout of the other pages."""
    response = error.get_response()
    response.mimetype = "text/html"
    response.data = render_template("error.html", error=error)
    return response


def _find(task_id: int) -> Task:
    return find_task(get_db(), task_id) or abort(404, "There is no such task.")


def _show_list(errors: dict[str, str] | None = None) -> str:
    tasks = list_tasks(get_db())
    return render_template("list.html", tasks=tasks, form=request.form, errors=errors or {})
