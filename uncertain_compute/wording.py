"""Prepare text for display: on one line, without control characters, and cut to a readable length."""

import re

HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters except tab and newline, lone surrogates, and characters that are invisible or change direction."""

LINE_ENDS = re.compile("[ \t]*[\n\r\v\f\x85\u2028\u2029][\\s]*")
QUOTED = re.compile(r"""(?<!\w)(?:'[^']*'|"[^"]*")(?!\w)""")
WORD = re.compile(r"\S{250,}")
MOST_QUOTED = 120
"""The most letters of a quotation in a message, and of an overlong word."""

MOST_SAID = 1000
"""The most letters of a message."""

CUT = " … "


def escaped(text: str) -> str:
    """Return a text with each character that must not be shown replaced by an escape."""
    return HOSTILE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """Return a message as one printable line, with long quotations cut in the middle."""
    line = escaped(LINE_ENDS.sub(" ", _cut(text, 10 * MOST_SAID))).expandtabs(1).strip()
    for long in (QUOTED, WORD):
        line = long.sub(lambda found: _cut(found[0], MOST_QUOTED), line)
    return _cut(_brackets_cut(line), MOST_SAID)


def _cut(text: str, most: int) -> str:
    """Return a text, or its beginning and end with a mark for the part left out."""
    if len(text) <= most:
        return text
    tail = most // 4
    return f"{text[: most - tail - len(CUT)]}{CUT}{text[-tail:]}"


def _brackets_cut(text: str) -> str:
    """Return a text with long lists and mappings cut."""
    parts, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        if letter in "[{":
            if depth == 0:
                parts.append(text[start:index])
                start = index
            depth += 1
        elif letter in "]}" and depth > 0:
            depth -= 1
            if depth == 0:
                parts.append(_cut(text[start : index + 1], MOST_QUOTED))
                start = index + 1
    return "".join([*parts, text[start:]])
