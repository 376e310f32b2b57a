"""Serve the task manager: `python -m examples.tasks`."""

from examples.tasks import create_app

if __name__ == "__main__":
    create_app().run()
