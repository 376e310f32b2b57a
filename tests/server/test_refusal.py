from microweb.server.errors import PHRASES
from microweb.server.refusal import format_refusal


def test_a_refusal_is_a_whole_response_in_plain_text():
    for status, phrase in PHRASES.items():
        head, _, body = format_refusal(status, "the reason").decode().partition("\r\n\r\n")
        lines = head.split("\r\n")
        assert lines[0] == f"HTTP/1.1 {status} {phrase}"
        assert {
            "Connection: close",
            "Content-Type: text/plain; charset=utf-8",
            f"Content-Length: {len(body)}",
        } <= set(lines)
        assert body == f"{status} {phrase}\n\nthe reason\n"
