"""Follow one request through an app, step by step with times, without a change to the app.

    explanation = explain(app, make_environ("/login", method="POST", data={"name": "ann"}))
    print(format_explanation(explanation))

The request is really answered, side effects included. `following` watches the calls of one thread,
while it lasts, for the functions that the app is made of (see `watching`); other threads and other
requests are not touched, and nothing of this is in the way of a request that is not followed.
"""

from microweb.explain.explaining import explain
from microweb.explain.following import Call, following
from microweb.explain.narrating import narrate
from microweb.explain.noting import Explained
from microweb.explain.steps import Explanation, Step
from microweb.explain.submitted import describe_submission
from microweb.explain.text import format_explanation

__all__ = [
    "Call",
    "Explained",
    "Explanation",
    "Step",
    "describe_submission",
    "explain",
    "following",
    "format_explanation",
    "narrate",
]
