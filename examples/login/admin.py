"""The pages of the admins."""

from examples.login.access import require_admin
from examples.login.storage import get_db
from examples.login.users import list_users
from microweb import Blueprint, render_template

__all__ = ["pages"]

_SHOWN = 500

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.get("/users")
def users() -> str:
    """List the users, the newest first."""
    require_admin()
    return render_template("users.html", users=list_users(get_db(), limit=_SHOWN), shown=_SHOWN)
