"""Studies with something wrong in them, any number: each must give numbers, or one line that says what is wrong.

``python benchmarks/fuzz.py 20000`` does as many, each with limits of time and memory, on all cores; ``--first 1234``
begins with another, and ``--show 1234`` prints one. A case is the study beside this file, its files or its overrides
changed by its number alone, so that one that escapes can be tried again. Each fourth is a file of another tool, which
is imported. It ends with 1 if any escaped.
"""

import argparse
import faulthandler
import os
import random
import resource
import signal
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import uncertain_compute as uc
from uncertain_compute.analysis.validation.outcomes import outcomes_of
from uncertain_compute.bridges.imported_study import write_study
from uncertain_compute.bridges.readers import imported
from uncertain_compute.wording import one_line

STUDY = Path(__file__).parent / "fuzzed_study"
SECONDS, MEMORY = 60, 8 * 2**30
"""Of processor time, and bytes, for a case."""

LONGEST = 500
"""Letters of a message."""

FILES = {
    str(path.relative_to(STUDY)): path.read_text(encoding="utf-8") for path in sorted(STUDY.rglob("*.*")) if path.suffix
}
IMPORTED = {
    path.name.removesuffix(".txt"): path.read_text(encoding="utf-8")
    for path in sorted(STUDY.with_name("fuzzed_imports").iterdir())
}
OVERRIDES = [
    "priors.work=4e24 to 1e26 (80%)", "priors.utilization=20% to 40%", "priors.rented=1.5k",
    "priors.work='4e24 to 1e26'", "priors.utilization={normal: {mu: 0.4, sigma: 0.1, bounds: [0, 1]}}",
    "priors.utilization={p10: 0.2, p50: 0.3, p90: 0.5, low: 0, high: 1}", "priors.rented=200",
    "priors.work={triangular: {low: 1e25, mode: 2e25, high: 6e25}}",
    "priors.work={student_t: {nu: 4, p5: 1e25, p95: 4e25}}",
    "+scenario=more", "evidence=seen",
    "priors.work={weibull: {alpha: 2, beta: 3e25}}",
    "priors.utilization={discrete: {0.3: 0.5, 0.4: 0.5}, clip: [0.1, 0.35]}",
]  # fmt: skip

ODD = [
    "", "~", "null", "true", "no", "0", "-1", "1e400", "-.inf", ".nan", "nan", "1e-320", "1e149", "1e151", "017",
    "1:30", "0x1F", "1_000", "9" * 5000, "4 to 10", "10 to 4", "4 to 4", "4 to 4.0000000000001", "-4 to 10",
    "0 to 10", "4to10", "to", "30%", "[]", "{}", "[1, 2]", "[[1]]", "{a: 1}", "{p5: 1}", "{p0.05: 4, p0.95: 10}",
    "{normal: {mu: 1, sigma: -1}}", "{discrete: {4: 0, 8: 1}}", "{discrete: {}}", "{weibull: {alpha: 1e45, beta: 1}}",
    "{mixture: []}", "{empirical: {file: /proc/self/environ, column: a}}", "{empirical: {file: .}}", "!!int abc",
    "!!python/object:os.system {}", "&a [*a]", "*a", "${oc.env:HOME}", "${priors}", "${a.b}", "'\\0'", '"\\e[31mred"',
    '"\\ud800"', "'a\nb'", "日本", "x" * 10000, "<script>", "=1+1", "@package", "GPU", "GPU**9**9", "degC", "yesterday",
    "2024-13", "days", "chip", "H100", "draw", "chain", "__class__", "os", "../../x.py", "/dev/zero",
    "[" * 300 + "]" * 300,
]  # fmt: skip

KEYS = [
    "value", "unit", "why", "chip", "p5", "p50", "low", "high", "bounds", "clip", "range", "rank", "pair", "all",
    "shared_by", "copied_to", "quantity", "observed", "digits", "right", "once", "each", "at", "kind", "rows",
    "panels", "equations", "defaults", "hydra", "1", "true",
]  # fmt: skip


def study_of(case: int) -> tuple[dict[str, str], list[str]]:
    """Return the files and the overrides of a case."""
    chance = random.Random(case)  # noqa: S311 (the same case each time, no secret)
    if case % 4 == 3:
        name = chance.choice([*IMPORTED])
        text = IMPORTED[name]
        for _ in range(chance.choice([1, 1, 2, 3])):
            text = _changed(text, chance)
        return {name: text}, []
    files = dict(FILES)
    overrides = chance.sample(OVERRIDES, chance.choice([0, 0, 1, 2]))
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        if overrides and chance.random() < 0.4:
            place = chance.randrange(len(overrides))
            overrides[place] = _changed(overrides[place], chance)
        else:
            name = chance.choice([*FILES, "conf/priors/mine.yaml", "conf/priors/mine.yaml"])
            files[name] = _changed(files[name], chance)
    return files, overrides


def _changed(text: str, chance: random.Random) -> str:
    """Return a text with one thing changed."""
    words, lines = [*_words(text)], text.splitlines(keepends=True)
    start, end = chance.choice(words) if words else (0, len(text))
    match chance.randrange(8):
        case 0 | 1 | 2:
            return text[:start] + chance.choice(ODD) + text[end:]
        case 3:
            return text[:start] + chance.choice(KEYS) + text[end:]
        case 4 if lines:
            del lines[chance.randrange(len(lines))]
            return "".join(lines)
        case 5 if lines:
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            return "".join(lines)
        case 6:
            return text[:start] + text[start + 1 : end] + text[end:]
        case _:
            at = chance.randrange(len(text) + 1)
            return text[:at] + chance.choice("{}[]:,-'\"\t\n#&*!|>%@`\x00\x1b\u202e\ufeff ") + text[at:]


def _words(text: str) -> Iterator[tuple[int, int]]:
    """Give where words and numbers begin and end."""
    start = None
    for place, letter in enumerate(f"{text} "):
        if letter.isalnum() or letter in "._/+":
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None


def outcome_of(case: int) -> tuple[int, str, str]:
    """Return a case with how it ended, ``numbers``, ``refused`` or ``escaped``, and what it said."""
    files, overrides = study_of(case)
    faulthandler.dump_traceback_later(20 * SECONDS, exit=True)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
            warnings.simplefilter("error")
            folder = Path(name)
            for path, text in files.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8", errors="surrogatepass")
            return case, *_tried(folder, overrides)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()


def _try_import(path: Path) -> None:
    """Import a file of another tool, and draw from what it became."""
    found = imported(path, "import")
    conf = write_study(found, path.parent / "made")
    if found.equations:
        uc.run(uc.load(found.name, priors=found.name, config_dir=conf), draws=256)
    else:
        for name, one in found.priors().items():
            uc.prior(one, name, folders=[conf.parent])


def _tried(folder: Path, overrides: list[str]) -> tuple[str, str]:
    try:
        if not (folder / "conf").exists():
            _try_import(next(folder.iterdir()))
            return "numbers", ""
        study = uc.load("mine", priors="mine", overrides=overrides, config_dir=folder / "conf")
        run = uc.run(study, draws=2048)
        uc.summarize(run), uc.assumption_table(study), uc.tornado(study, run=run), uc.audit(study)
        if study.backtest:
            outcomes_of(study.backtest)
    except uc.UncertainComputeError as error:
        said = str(error)
        return (
            ("refused", said)
            if said == one_line(said) and len(said) <= LONGEST
            else ("escaped", f"not one line: {said!r:.300}")
        )
    except MemoryError:
        return "escaped", "MemoryError"
    except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever it is, it escaped)
        return "escaped", f"{type(error).__name__}: {error!s:.300}"
    return "numbers", ""


def _limit() -> None:
    """Limit the memory of a process, and have its timer end a case rather than the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _out_of_time)


def _out_of_time(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def main() -> None:
    """Try cases, print those that escaped, and count how all ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=int, nargs="?", default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--show", type=int)
    asked = parser.parse_args()
    if asked.show is not None:
        _limit()
        files, overrides = study_of(asked.show)
        for name, text in files.items():
            if text != FILES.get(name):
                print(f"--- {name}\n{text}")
        print(f"--- {overrides}\n{outcome_of(asked.show)}")
        return
    ended: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count(), initializer=_limit) as workers:
        for case, how, said in workers.map(outcome_of, range(asked.first, asked.first + asked.cases), chunksize=20):
            ended[how] += 1
            if how == "escaped":
                print(f"{case}: {said}", flush=True)
    print(", ".join(f"{count} {how}" for how, count in sorted(ended.items())))
    sys.exit(bool(ended["escaped"]))


if __name__ == "__main__":
    main()
