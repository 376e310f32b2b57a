"""User-Agent: text, and nothing guessed."""

from microweb.http.user_agent import UserAgent


def test_it_is_text_with_a_string():
    agent = UserAgent("Mozilla/5.0 (X11)")
    assert agent == agent.string == agent.to_header() == "Mozilla/5.0 (X11)"
    assert type(agent.string) is str
    assert not UserAgent("")


def test_nothing_is_guessed():
    agent = UserAgent("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0")
    assert (agent.browser, agent.platform, agent.version, agent.language) == (None,) * 4
