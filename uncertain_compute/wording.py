"""Text that is shown: in one line, without what a terminal takes for a command, and no longer than it can be read."""

import re

HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Control characters save for tab and newline, halves of characters, and what cannot be seen or turns reading round."""

LINE_ENDS = re.compile("[ \t]*[\n\r\v\f\x85\u2028\u2029][\\s]*")
QUOTED = re.compile(r"""(?<!\w)(?:'[^']*'|"[^"]*")(?!\w)""")
WORD = re.compile(r"\S{250,}")
MOST_QUOTED = 120
"""Letters of a quotation in a message, and of a word that is longer than words and paths are."""

MOST_SAID = 1000
"""Letters of a message."""

CUT = " … "


def escaped(text: str) -> str:
    """Return a text with an escape for each character that is not to be shown."""
    return HOSTILE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """Return a message as one line that can be printed, what it quotes cut in the middle where that is long."""
    line = escaped(LINE_ENDS.sub(" ", _cut(text, 10 * MOST_SAID))).expandtabs(1).strip()
    for long in (QUOTED, WORD):
        line = long.sub(lambda found: _cut(found[0], MOST_QUOTED), line)
    return _cut(_brackets_cut(line), MOST_SAID)


def _cut(text: str, most: int) -> str:
    """Return a text, or its beginning and its end with a mark for what is left out."""
    if len(text) <= most:
        return text
    tail = most // 4
    return f"{text[: most - tail - len(CUT)]}{CUT}{text[-tail:]}"


def _brackets_cut(text: str) -> str:
    """Return a text whose lists and mappings are cut where they are long."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        if letter in "[{":
            if depth == 0:
                parts.append(text[start:place])
                start = place
            depth += 1
        elif letter in "]}" and depth > 0:
            depth -= 1
            if depth == 0:
                parts.append(_cut(text[start : place + 1], MOST_QUOTED))
                start = place + 1
    return "".join([*parts, text[start:]])
