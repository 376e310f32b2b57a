"""The shortest app: `python -m examples.hello`, then open the address it prints."""

from microweb import App, escape, request

app = App(__name__)


@app.get("/")
def hello() -> str:
    return f"Hello, {escape(request.args.get('name', 'World'))}!"


if __name__ == "__main__":
    app.run()
