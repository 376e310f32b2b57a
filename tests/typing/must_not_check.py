"""What a type checker must refuse: each line that ends in `# wrong` is an error, no other is."""

from microweb import (
    App,
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from microweb.middleware import CORS, ProxyFix
from microweb.security import check_password_hash

app = App(__name__)
blueprint = Blueprint("pages", __name__)

number: int = request.args.get("page")  # wrong
path: int = request.path  # wrong
print(request.pth)  # wrong
request.form.getlst("tag")  # wrong
tags: str = request.form.getlist("tag")  # wrong
text: bytes = request.get_data(as_text=True)  # wrong
length: str = request.content_length  # wrong
session.permanent = "yes"  # wrong
session.delete()  # wrong
print(current_app.nothing)  # wrong
current_app.config = 5  # wrong
g()  # wrong
url: int = url_for("index")  # wrong
url_for()  # wrong
answer: str = redirect("/")  # wrong
redirect(404)  # wrong
rendered: bytes = render_template("a.html")  # wrong
render_template()  # wrong
made: str = make_response("x")  # wrong
given: dict[str, int] = jsonify(a=1)  # wrong
Response("x").status_code = "200"  # wrong
Response("x").set_cookie("a", 5)  # wrong
Response("x", statuscode=200)  # wrong
App()  # wrong
App(__name__, templates="x")  # wrong
Blueprint("pages")  # wrong
app.route(5)  # wrong
app.get("/", method="POST")  # wrong
app.register_blueprint("pages")  # wrong
app.test_client().gett("/")  # wrong
CORS(app, origins=["https://shop.example"])  # wrong
CORS(origins=["https://shop.example"], resources={})  # wrong
ProxyFix(app.wsgi_app, x_fro=1)  # wrong
visits: str = request.cookies.get("visits", 0, type=int)  # wrong
good: str = check_password_hash("hash", "password")  # wrong
check_password_hash("hash")  # wrong


def ends() -> int:
    abort(404)


@app.use  # wrong
def one_parameter(request: object) -> Response:
    raise NotImplementedError
