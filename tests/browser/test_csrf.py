"""What another site makes a browser send changes nothing: tried in Chromium, with live sessions."""

import pytest

# The tricks run in a page of the attacker: `send(name, url)` for each site and each trick.
TOOLS = """
const [sites, redirector] = arguments;
const finished = arguments[arguments.length - 1];
const make = (name, attributes = {}, parent = document.body) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent.append(element);
  return element;
};
const frame = () => {
  const name = "f" + Math.random();
  make("iframe", {name});
  return name;
};
const form = (url, attributes = {}, fields = {user: "mallory", amount: "1"}) => {
  const target = attributes.target || frame();
  const element = make("form", {method: "post", action: url, ...attributes, target});
  for (const [name, value] of Object.entries(fields)) make("input", {name, value}, element);
  return element;
};
const settle = (promises) => Promise.allSettled(promises).then((all) => finished(all.length));
"""

# Requests that a browser sends without asking the site first: they arrive.
SIMPLE = """
const tricks = {
  form_urlencoded: (url) => form(url).submit(),
  form_multipart: (url) => form(url, {enctype: "multipart/form-data"}).submit(),
  form_text: (url) => form(url, {enctype: "text/plain"}, {'{"amount": 1, "x': '"}'}).submit(),
  form_in_new_tab: (url) => form(url, {target: "w" + Math.random()}).submit(),
  form_by_button: (url) => {
    const attributes = {formaction: url, formmethod: "post"};
    make("button", attributes, form("/", {method: "get"})).click();
  },
  form_overridden: (url) => form(url, {}, {_method: "DELETE"}).submit(),
  form_via_redirect: (url) => form(redirector + encodeURIComponent(url)).submit(),
  form_token_guessed: (url) => form(url, {}, {csrf_token: "0".repeat(128)}).submit(),
  fetch_opaque: (url) => fetch(url, {
    method: "POST", mode: "no-cors", credentials: "include", body: new URLSearchParams({amount: 1}),
  }),
  fetch_opaque_files: (url) => {
    const body = new FormData();
    body.append("amount", new Blob(["1"]), "a.txt");
    return fetch(url, {method: "POST", mode: "no-cors", credentials: "include", body});
  },
  fetch_opaque_text: (url) => fetch(url, {
    method: "POST", mode: "no-cors", credentials: "include", body: '{"amount": 1}',
    headers: {"Content-Type": "text/plain"},
  }),
  fetch_cors: (url) => fetch(url, {method: "POST", credentials: "include", body: "amount=1"}),
  fetch_no_referrer: (url) => fetch(url, {
    method: "POST", mode: "no-cors", credentials: "include", referrerPolicy: "no-referrer",
  }),
  fetch_kept_alive: (url) => fetch(url, {
    method: "POST", mode: "no-cors", credentials: "include", keepalive: true,
  }),
  fetch_via_redirect: (url) => fetch(redirector + encodeURIComponent(url), {
    method: "POST", mode: "no-cors", credentials: "include", body: "amount=1",
  }),
  xhr: (url) => {
    const xhr = new XMLHttpRequest();
    xhr.withCredentials = true;
    xhr.open("POST", url);
    xhr.send("amount=1");
  },
  beacon: (url) => navigator.sendBeacon(url, "amount=1"),
};
"""

# Requests that a browser asks about first, and then does not send.
ASKED_ABOUT = """
const send = (options) => (url) => fetch(url, {credentials: "include", ...options});
const tricks = {
  put: send({method: "PUT"}),
  patch: send({method: "PATCH"}),
  delete: send({method: "DELETE"}),
  json: send({method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}),
  header_of_ones_own: send({method: "POST", headers: {"X-Requested-With": "XMLHttpRequest"}}),
  header_with_a_token: send({method: "POST", headers: {"X-CSRF-Token": "0".repeat(128)}}),
  method_in_a_header: send({method: "POST", headers: {"X-HTTP-Method-Override": "DELETE"}}),
  get_with_a_header: send({method: "GET", headers: {"X-HTTP-Method-Override": "POST"}}),
  stream: (url) => {
    const body = new Blob(["amount=1"]).stream();
    return fetch(url, {method: "POST", credentials: "include", duplex: "half", body});
  },
};
"""

# Tags and navigations: they are a GET, whatever they pretend to be.
GETS = """
const src = (name, attributes = {}) => (url) => make(name, {src: url, ...attributes});
const link = (rel, attributes = {}) => (url) => make("link", {rel, href: url, ...attributes});
const tricks = {
  image: src("img"),
  script: src("script"),
  module: src("script", {type: "module", crossorigin: "use-credentials"}),
  frame: src("iframe"),
  embed: src("embed"),
  video: src("video", {preload: "auto"}),
  object: (url) => make("object", {data: url}),
  stylesheet: link("stylesheet"),
  icon: link("preload", {as: "image"}),
  prefetch: link("prefetch"),
  style: (url) => make("style").append(`p { background: url("${url}") }`),
  meta_refresh: (url) => make("iframe", {
    srcdoc: `<meta http-equiv=refresh content="0;url=${url}">`,
  }),
  new_window: (url) => { window.open(url, "w" + Math.random()) },
  get_form: (url) => form(url, {method: "get"}, {
    _method: "POST", mark: new URL(url).searchParams.get("mark"), amount: 1,
  }).submit(),
  dialog: (url) => { window.open(url, "d" + Math.random(), "noopener,width=9") },
  fetched: (url) => fetch(url, {mode: "no-cors", credentials: "include"}),
  head: (url) => fetch(url, {method: "HEAD", mode: "no-cors", credentials: "include"}),
};
"""

RUN = """
const promises = [];
for (const site of sites)
  for (const [name, trick] of Object.entries(tricks))
    promises.push((async () => trick(`${site}/${PATH}?${QUERY}mark=${name}`))());
settle(promises);
"""

PLACES = ["cross_site", "same_site", "sandbox", "data"]
SITES = PLACES[:2]


def names(source):
    """Give the names of the tricks."""
    return {
        line.strip().partition(":")[0]
        for line in source.partition("const tricks = {")[2].splitlines()
        if line.startswith("  ") and line[2:3].isalpha() and ":" in line
    }


@pytest.fixture(params=PLACES)
def place(request, driver, attacker):
    """Put the browser on a page of the attacker."""
    own = driver.current_window_handle
    if request.param in ("data", "sandbox"):
        driver.get(f"{attacker.cross_site}/{request.param}")
        driver.switch_to.frame(0)
    else:
        driver.get(f"{getattr(attacker, request.param)}/")
    yield request.param
    driver.switch_to.default_content()
    for handle in driver.window_handles:
        if handle != own:
            driver.switch_to.window(handle)
            driver.close()
    driver.switch_to.window(own)


def attack(driver, attacker, sites, tricks, *, path="transfer", query=""):
    """Try the tricks on all sites; give each site's marks that are to come."""
    for site in sites.values():
        site.forget()
    run = RUN.replace("${PATH}", path).replace("${QUERY}", query)
    urls = [site.url for site in sites.values()]
    redirector = f"{attacker.cross_site}/307?to="
    driver.execute_async_script(TOOLS + tricks + run, urls, redirector)


def stands(driver, site):
    """Say who is logged in at a site."""
    driver.switch_to.default_content()
    driver.get(f"{site.url}/")
    return driver.execute_script("return document.querySelector('#user').textContent")


def guarded(sites):
    return {name: site for name, site in sites.items() if name != "unguarded"}


def wait_for_all(sites, expected):
    """Wait on the attacker's page, for to leave it would cut its requests short."""
    for site in sites.values():
        site.wait_for(lambda site=site: expected <= site.marks("POST"))


def test_simple_requests_arrive_and_change_nothing(driver, attacker, sites, place):
    attack(driver, attacker, sites, SIMPLE)
    expected = names(SIMPLE)
    wait_for_all(sites, expected)
    for name, site in guarded(sites).items():
        assert site.marks("POST") == expected, name
        assert site.reached == [], name
        assert stands(driver, site) == "ada", name
    # The control: the same requests, with the cookie, do their harm where nothing guards.
    unguarded = sites["unguarded"]
    unguarded.wait_for(lambda: expected <= set(unguarded.changes))
    assert set(unguarded.changes) == expected


def test_requests_that_a_browser_asks_about_never_come(driver, attacker, sites, place):
    attack(driver, attacker, sites, ASKED_ABOUT)
    for name, site in sites.items():
        assert site.marks() - site.marks("OPTIONS") == set(), name
        assert site.reached == [], name


def test_tags_and_navigations_are_safe_methods(driver, attacker, sites, place):
    attack(driver, attacker, sites, GETS, query="_method=POST&amount=1&")
    default = sites["default"]
    # What some pages do not load, such as a prefetch of a page without an origin, is no matter.
    default.wait_for(lambda: len(default.marks()) >= 12)
    assert len(default.marks()) >= 12
    for name, site in sites.items():
        assert {method for method, _, _ in site.arrived} <= {"GET", "HEAD", "OPTIONS"}, name
        assert site.reached == [], name


@pytest.mark.parametrize("place", SITES, indirect=True)
@pytest.mark.parametrize("path", ["login", "logout"])
def test_nobody_is_logged_in_or_out_by_another_site(driver, attacker, sites, place, path):
    attack(driver, attacker, guarded(sites), SIMPLE, path=path)
    wait_for_all(guarded(sites), names(SIMPLE))
    for name, site in guarded(sites).items():
        assert site.reached == [], name
        assert stands(driver, site) == "ada", name


def test_a_way_through_the_site_itself_does_not_wash_a_request(driver, attacker, sites):
    site = sites["default"]
    for start in (f"{site.url}/", f"{attacker.cross_site}/"):
        site.forget()
        driver.get(start)
        # From the site to the attacker and back; from the attacker through the site.
        there = f"{attacker.cross_site}/307?to={site.url}/transfer?mark=washed"
        driver.execute_async_script(
            TOOLS + "settle([fetch(redirector, {method: 'POST', mode: 'no-cors'})])", [], there
        )
        site.wait_for(lambda: "washed" in site.marks("POST"))
        assert site.marks("POST") == {"washed"}
        assert site.reached == []


@pytest.mark.parametrize("form", ["urlencoded", "multipart"])
def test_the_sites_own_forms_work(driver, sites, form):
    for name, site in sites.items():
        site.forget()
        driver.get(f"{site.url}/")
        driver.execute_script("document.getElementById(arguments[0]).submit()", form)
        site.wait_for(lambda site=site: site.changes)
        assert site.changes == [form], name


FETCH = """
const [path, method, token, finished] = arguments;
const headers = token ? {"X-CSRF-Token": token} : {};
fetch(path, {method, headers}).then((response) => finished(response.status));
"""


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_sites_own_scripts_work(driver, sites, method):
    for name, site in sites.items():
        site.forget()
        driver.get(f"{site.url}/")
        token = driver.execute_script(
            "const field = document.querySelector('[name=csrf_token]'); return field?.value"
        )
        path = f"/transfer?mark={method}"
        assert driver.execute_async_script(FETCH, path, method, token) == 200, name
        assert site.changes == [method], name
        if site.app.config["CSRF_TOKENS"]:
            assert driver.execute_async_script(FETCH, path, method, None) == 403, name
