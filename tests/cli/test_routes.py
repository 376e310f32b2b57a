"""`microweb routes`."""

import json

from microweb import App


def test_the_table_is_aligned(microweb):
    assert (
        microweb("routes").output
        == """\
Endpoint    Methods  Rule
----------  -------  ------------------------
boom        GET      /boom
shop.index  GET      /shop/
shop.order  POST     /shop/<int:number>/order
shop.show   GET      /shop/<int:number>
"""
    )


def test_all_methods_can_be_shown(microweb):
    assert "shop.order  OPTIONS, POST" in microweb("routes", "--all-methods").output


def test_rules_can_be_sorted(microweb):
    def rules(order):
        lines = microweb("routes", "--sort", order).output.splitlines()[2:]
        return [line.split()[-1] for line in lines]

    assert rules("rule") == ["/boom", "/shop/", "/shop/<int:number>", "/shop/<int:number>/order"]
    assert rules("match").index("/shop/") < rules("match").index("/shop/<int:number>")


def test_json_has_all_of_it(microweb):
    rows = json.loads(microweb("routes", "--json").output)
    (row,) = [row for row in rows if row["endpoint"] == "shop.order"]
    assert (row["rule"], row["methods"]) == ("/shop/<int:number>/order", ["POST"])
    assert "conftest.py:" in row["where"]


def test_an_app_without_routes_says_so(microweb):
    empty = App("empty", static_folder=None)
    assert microweb("routes", create_app=lambda: empty).output == "No routes were registered.\n"
