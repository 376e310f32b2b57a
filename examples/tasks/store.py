"""The tasks: what they are, how they are checked, read and written."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = [
    "Draft",
    "InvalidTaskError",
    "Task",
    "add_task",
    "check_draft",
    "delete_task",
    "find_task",
    "list_tasks",
    "update_task",
]

MAX_TITLE = 200  # characters


@dataclass
class Draft:
    """What somebody wants a task to be."""

    title: str
    due: date | None = None
    done: bool = False


@dataclass
class Task(Draft):
    """A task that has been written down."""

    id: int = 0


class InvalidTaskError(Exception):
    """A draft cannot become a task.

    Attributes:
        errors: What is wrong, by the name of the field.
    """

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


def check_draft(*, title: Any = None, due: Any = None, done: Any = False) -> Draft:
    """Make a draft of what came from a form or from JSON.

    Raises:
        InvalidTaskError: Something is wrong with one field or more.
    """
    errors: dict[str, str] = {}
    if not isinstance(title, str) or not title.strip():
        errors["title"] = "A task needs a title."
    elif len(title) > MAX_TITLE:
        errors["title"] = f"A title has at most {MAX_TITLE} characters."
    day = None
    if due not in (None, ""):
        try:
            day = date.fromisoformat(due)
        except (TypeError, ValueError):
            errors["due"] = "A date looks like 2026-11-30."
    if not isinstance(done, bool):
        errors["done"] = "A task is done or not: true or false."
    if errors:
        raise InvalidTaskError(errors)
    return Draft(title.strip(), day, done)


def list_tasks(db: sqlite3.Connection) -> list[Task]:
    """List the tasks: those to do first, by their date."""
    rows = db.execute("SELECT id, title, due, done FROM tasks ORDER BY done, due IS NULL, due, id")
    return [_from_row(row) for row in rows]


def find_task(db: sqlite3.Connection, task_id: int) -> Task | None:
    """Find a task by number."""
    row = db.execute("SELECT id, title, due, done FROM tasks WHERE id = ?", (task_id,)).fetchone()
    return _from_row(row) if row else None


def add_task(db: sqlite3.Connection, draft: Draft) -> Task:
    """Write a new task down."""
    row = db.execute(
        "INSERT INTO tasks (title, due, done) VALUES (?, ?, ?) RETURNING id, title, due, done",
        (draft.title, _to_text(draft.due), draft.done),
    ).fetchone()
    return _from_row(row)


def update_task(db: sqlite3.Connection, task_id: int, draft: Draft) -> Task | None:
    """Make a task what the draft says; None if there is no such task."""
    row = db.execute(
        "UPDATE tasks SET title = ?, due = ?, done = ? WHERE id = ? RETURNING id, title, due, done",
        (draft.title, _to_text(draft.due), draft.done, task_id),
    ).fetchone()
    return _from_row(row) if row else None


def delete_task(db: sqlite3.Connection, task_id: int) -> bool:
    """Delete a task; say whether there was one."""
    return db.execute("DELETE FROM tasks WHERE id = ?", (task_id,)).rowcount > 0


def _from_row(row: sqlite3.Row) -> Task:
    due = date.fromisoformat(row["due"]) if row["due"] else None
    return Task(row["title"], due, bool(row["done"]), row["id"])


def _to_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
