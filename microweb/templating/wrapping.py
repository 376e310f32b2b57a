"""Wrap text in linear time, for the filter `wordwrap`."""

from textwrap import TextWrapper

__all__ = ["LinearWrapper"]

_BLOCK = 4096


class LinearWrapper(TextWrapper):
    """Wraps as `textwrap` does, which copies the rest of an endless word for every line of it."""

    def _handle_long_word(
        self, reversed_chunks: list[str], cur_line: list[str], cur_len: int, width: int
    ) -> None:
        word = reversed_chunks[-1]
        if self.break_long_words and len(word) > 2 * _BLOCK + width:
            reversed_chunks[-1:] = self._blocks(word, cur_len, width)
        super()._handle_long_word(reversed_chunks, cur_line, cur_len, width)

    @staticmethod
    def _blocks(word: str, cur_len: int, width: int) -> list[str]:
        """Cut a word where lines end, so that it is wrapped as in one piece; the last comes first.

        Of white space that starts a text, full lines are dropped; later all of it is.
        """
        if word.isspace():
            kept = (len(word) - 1) % width + 1
            return [word if cur_len else word[:width] + word[-kept:]]
        block = max(1, _BLOCK // width) * width
        first = max(1, width - cur_len) + block
        starts = range(first, len(word), block)
        return [*(word[start : start + block] for start in reversed(starts)), word[:first]]
