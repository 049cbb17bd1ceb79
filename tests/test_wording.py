"""Messages are one line that can be printed, and quote no more than can be read."""

import pytest

import uncertain_compute as uc
from uncertain_compute.views.tables.console import PlainConsole
from uncertain_compute.wording import MOST_QUOTED, MOST_SAID, one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a: plain text with Zürich, 東京 and \U0001f600", "a: plain text with Zürich, 東京 and \U0001f600"),
        ("two\n  lines\r\nand\u2028more", "two lines and more"),
        ("\x1b[31mred\x07\x00\x9b", r"\x1b[31mred\x07\x00\x9b"),
        ("\ud800", r"\ud800"),
        ("\ufeffwork\u200b", r"\ufeffwork\u200b"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\ttab", "a tab"),
        ("the reader's word, and the writer's", "the reader's word, and the writer's"),
    ],
)
def test_a_message_is_one_line_without_commands_for_a_terminal(text: str, shown: str) -> None:
    assert one_line(text) == shown
    assert str(uc.UncertainComputeError(text)) == shown


@pytest.mark.parametrize(
    ("before", "quoted", "after"),
    [
        ("model.title: ", f"'{'a' * 1000}'", " is not a text"),
        ("priors.x: ", str([*range(1000)]), " is not a number"),
        ("priors.x: ", str({"key": ["a b", "c"] * 500}), " cannot stand there"),
        ("model: ", f'"{"it is" * 100}"', "; known are a, b"),
    ],
)
def test_a_long_quotation_is_cut_in_the_middle(before: str, quoted: str, after: str) -> None:
    line = one_line(before + quoted + after)
    assert line.startswith(before + quoted[:80])
    assert line.endswith(quoted[-20:] + after)
    assert len(line) <= len(before) + MOST_QUOTED + len(after)


@pytest.mark.parametrize("text", ["a" * 10**6, "'" * 10**6, "[" * 10**6, "{'a': 1}, " * 10**5, "a\n" * 10**6])
def test_a_megabyte_is_not_printed(text: str) -> None:
    assert len(one_line(text)) <= MOST_SAID


def test_a_message_that_is_made_of_another_stays_as_it_is() -> None:
    line = one_line(f"'{'a' * 500}'\n{'b' * 5000}")
    assert one_line(line) == line


def test_the_terminal_takes_no_commands_from_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    PlainConsole(force_terminal=True, highlight=False).print("[bold]kept[/] \x1b]0;title \u202e", soft_wrap=True)
    out = capsys.readouterr().out
    assert "\x1b[1mkept" in out
    assert r"\x1b]0;title \u202e" in out
    assert "\x1b]" not in out
