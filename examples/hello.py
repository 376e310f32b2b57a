"""The shortest app: `python -m examples.hello`, then open the address it prints."""

from microweb import App, request

app = App(__name__)


@app.get("/")
def hello() -> str:
    return f"Hello, {request.args.get('name', 'World')}!"


if __name__ == "__main__":
    app.run()
