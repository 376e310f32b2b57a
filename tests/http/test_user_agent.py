"""User-Agent: text, and nothing guessed."""

from microweb.http.user_agent import UserAgent


def test_it_is_text_with_a_string():
    agent = UserAgent("Mozilla/5.0 (X11)")
    assert agent == agent.string == agent.to_header() == "Mozilla/5.0 (X11)"
    assert type(agent.string) is str
    assert not UserAgent("")
