"""Where an app comes from: its name, the folders of its code and of its installation."""

import os
import sys

__all__ = ["find_app_name", "find_caller", "find_instance_path", "find_root_path"]


def find_caller() -> str:
    """Give the place outside of this package that called into it, as `file:line`."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]  # the documented way there is
    package = os.path.join(os.path.dirname(__file__), "")
    while frame.f_back is not None and frame.f_code.co_filename.startswith(package):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def find_app_name(import_name: str) -> str:
    """Give what an app is called: its module, or the file of a program."""
    if import_name != "__main__":
        return import_name
    filename = getattr(sys.modules["__main__"], "__file__", None)
    return os.path.splitext(os.path.basename(filename))[0] if filename else import_name


def find_root_path(import_name: str) -> str:
    """Give the folder of a module that is loaded or can be found; else the current folder."""
    module = sys.modules.get(import_name)
    if module is None:
        from importlib.util import find_spec  # only for a module that is not loaded

        spec = find_spec(import_name)
        filename = spec.origin if spec else None
    else:
        filename = getattr(module, "__file__", None)
    return os.path.dirname(os.path.abspath(filename)) if filename else os.getcwd()


def find_instance_path(import_name: str) -> str:
    """Give `instance`, beside the outermost package of a module."""
    package = import_name.partition(".")[0]
    folder = find_root_path(package)
    module = sys.modules.get(package)
    if hasattr(module, "__path__"):
        folder = os.path.dirname(folder)
    if os.path.basename(folder) in ("site-packages", "dist-packages"):
        return os.path.join(sys.prefix, "var", f"{package}-instance")
    return os.path.join(folder, "instance")
