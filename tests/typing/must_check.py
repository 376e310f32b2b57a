"""What a user writes and a type checker accepts."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from microweb import (
    App,
    Blueprint,
    Markup,
    Request,
    Response,
    abort,
    current_app,
    escape,
    flash,
    g,
    get_flashed_messages,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    session,
    url_for,
)
from microweb.middleware import CORS, ProxyFix

app = App(__name__)
pages = Blueprint("pages", __name__, url_prefix="/pages")


@app.get("/")
def index() -> str:
    name: str = request.args.get("name", "world")
    return render_template("index.html", name=name)


@app.route("/numbers/<int:n>", methods=["GET", "POST"])
def number(n: int) -> tuple[str, int]:
    return str(n), 201


@app.post("/typed")
def typed() -> dict[str, int]:
    page = request.args.get("page", 1, type=int)
    size = request.form.get("size", type=int)
    total: int = page + (size or 0)
    tags: list[str] = request.form.getlist("tag")
    counts: list[int] = request.args.getlist("n", type=int)
    return {"total": total, "tags": len(tags), "counts": sum(counts)}


@app.put("/body")
def body() -> tuple[dict[str, str], int, dict[str, str]]:
    data: bytes = request.get_data()
    text: str = request.get_data(as_text=True)
    kind: str = request.mimetype
    agent: str | None = request.headers.get("User-Agent")
    return {"text": text + kind + (agent or "")}, 200, {"X-Size": str(len(data))}


@app.get("/stream")
def stream() -> Iterator[str]:
    yield request.path
    yield request.method


@app.get("/async")
async def waited() -> str:
    return "waited"


@app.get("/response")
def response() -> Response:
    answer = make_response("text", 200)
    answer.set_cookie("name", "value", max_age=timedelta(hours=1), samesite="Lax")
    answer.headers["X-Trace"] = "1"
    answer.status_code = 202
    return answer


@app.get("/others")
def others() -> Response:
    if "user" not in session:
        return redirect(url_for("index"))
    if request.args.get("file"):
        return send_file("a.txt", as_attachment=True)
    if request.is_json:
        return jsonify(user=session["user"])
    return abort(404)


@app.get("/session")
def remember() -> str:
    session["count"] = session.get("count", 0) + 1
    session.permanent = True
    g.started = 1.0
    flash("Saved.", "info")
    debug: bool = current_app.debug
    return f"{debug} {get_flashed_messages()}"


@app.get("/headers")
def headers() -> Response:
    visits: int = request.cookies.get("visits", 0, type=int)
    sizes: list[int] = request.headers.getlist("X-Size", type=int)
    language: str = request.accept_languages[0][0] if request.accept_languages else "en"
    both = request.form.copy()
    both.update(request.args)
    last: list[str] = both.poplist("last")
    answer = Response([f"{visits} {sizes}"], direct_passthrough=True)
    answer.headers.add("Content-Disposition", "attachment", filename=f"{language}{last}.txt")
    answer.cache_control.update({"max-age": "60"})
    answer.vary |= {"Cookie"}
    answer.content_length = 3
    return answer


wrapped = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
app.use(CORS(origins=["https://shop.example"], credentials=True))


@app.before_request
def before() -> None:
    g.user = session.get("user")


@app.after_request
def after(answer: Response) -> Response:
    answer.headers["X-Frame-Options"] = "DENY"
    return answer


@app.errorhandler(404)
def missing(error: Exception) -> tuple[str, int]:
    return f"missing: {error}", 404


@app.use
def timing(request: Request, call_next: Callable[[Request], Response]) -> Response:
    return call_next(request)


@pages.get("/<name>")
def page(name: str) -> Markup:
    return Markup("<b>") + escape(name)


app.register_blueprint(pages)
client = app.test_client()
text: str = client.get("/").text
status: int = client.post("/typed", data={"size": "3"}).status_code
with app.test_request_context("/?a=1"):
    argument: str = request.args["a"]
