"""The words of a Squiggle model, with their lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

NEWLINE, END, UNKNOWN = "newline", "end", "unknown"
WORDS = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
    |(?P<newline>\n|;)
    |(?P<blank>[ \t\r]+)
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[$_A-Za-z][$_A-Za-z0-9]*(?:\.[$_a-zA-Z][$_A-Za-z0-9]*)?)
    |(?P<string>"[^"\n]*"|'[^'\n]*')
    |(?P<sign>->|::|==|!=|<=|>=|&&|\|\||\.[-+*/^]|[-+*/^()\[\]{},:=<>?!@%|])""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A word, and what kind of word it is."""

    kind: str
    text: str
    line: int
    start: int


def tokens_of(text: str) -> tuple[list[Token], dict[int, str]]:
    """Return the words of a model, and its comments by the line that they are about: their own, or the next one."""
    comments: dict[int, str] = {}
    found = list(_tokens(text, comments))
    return [*found, Token(END, "", text.count("\n") + 1, len(text))], comments


def _tokens(text: str, comments: dict[int, str]) -> Iterator[Token]:
    start, line, kind = 0, 1, NEWLINE
    while start < len(text):
        word = WORDS.match(text, start)
        if word is None:
            kind = UNKNOWN
            yield Token(kind, text[start], line, start)
            start += 1
            continue
        after, said = line + word.group().count("\n"), word.group()
        if word.lastgroup == "comment":
            comments[after + (kind == NEWLINE)] = " ".join(said.strip("/* \t\r\n").split())
        elif word.lastgroup != "blank":
            kind = str(word.lastgroup)
            yield Token(kind, said, line, start)
        line = after
        start = word.end()
