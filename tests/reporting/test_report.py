"""The page of a run: what it says, that it is whole in one file, and how a browser shows it."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import CHROMIUM, opened, started
from markupsafe import escape
from playwright.sync_api import Browser
from repository import shipped_study
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import COMMAND, CONFIG, Reading, stored_in
from uncertain_compute.analysis.validation.audit import audit
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting import page as page_of
from uncertain_compute.reporting.page import TEMPLATES, inlined
from uncertain_compute.reporting.report import write_report
from uncertain_compute.views.drawing import style
from uncertain_compute.views.equations.walk import walk_of

MOST_BYTES = 2_500_000
PHONE = 390 - 2 * 12
"""Width of a figure on a phone, in pixels."""

LETTERS = """[...document.querySelectorAll('svg text')].map((one) => {
    const {a, b} = one.getScreenCTM();
    return parseFloat(getComputedStyle(one).fontSize) * Math.hypot(a, b);
})"""
"""Sizes of the letters of all figures, in pixels."""

in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")

SCRIPT = re.compile(r"<script type=[^>]*>.*?</script>", re.DOTALL)
WORST = "<script>document.title = 'taken'</script>\"'&<b>" + "long" * 60

NASTY = "a/b <script>document.title = 'taken'</script>\"' $x_y$"
"""What may be called a coordinate."""


class Tags(HTMLParser):
    """Counts elements, keeps identifiers and what is loaded from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        self.tags[tag] += 1
        found = {name: value or "" for name, value in attrs}
        self.ids[found.get("id", "")] += 1
        self.loaded += [found[name] for name in ("src", "href", "xlink:href") if name in found and tag != "a"]


def written(study: uc.Study, folder: Path, **settings: object) -> str:
    run = uc.run(study, **settings)
    tornado = {} if study.certain else {"tornado": uc.tornado(study, run=run)}
    answered = Answers(tornado, ("one was left out",))
    run = stored_in(run, study, answered)
    run.attrs |= {COMMAND: f"run {WORST}", CONFIG: f"source: {WORST}"}
    audited = audit(shipped_study(priors="point")) if study.audit else []
    write_report(Reading(study, run, answered, audited), folder, ["svg"], page=True)
    return (folder / "report.html").read_text(encoding="utf-8")


def same(x: Number) -> Number:
    """Return the assumption itself [GPU]."""
    return x


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    written(shipped_study(), folder)
    return folder / "report.html"


@pytest.fixture(scope="module")
def worst(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worst")
    prior = uc.prior({"value": "1 to 20", "why": WORST, "source": WORST, "unit": "GPU"})
    beliefs, labels = {"x": {"s": {NASTY: prior, "日本": "1 to 9"}}}, {"x": {"label": WORST}}
    study = uc.Study([same], beliefs, dimensions={"s": [NASTY, "日本"]}, title=WORST, about=WORST, inputs=labels)
    written(study, folder, draws=2048)
    return folder / "report.html"


def test_the_page_is_one_small_file_that_loads_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    tags = Tags()
    tags.feed(text)
    assert not [name for name in tags.loaded if not name.startswith(("#", "data:"))]
    assert tags.tags["script"] == text.count("<script type=") == 2
    assert {name: count for name, count in tags.ids.items() if name and count > 1} == {}
    assert tags.tags["figure"] - 1 == text.count('<svg role="img" aria-label="') == 10


def test_the_answer_comes_first_in_three_sentences_with_numbers(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    sentences = re.findall(r'<p class="answer">(.*?)</p>', text)
    assert len(sentences) == 3
    assert all(re.search(r"\d", sentence) for sentence in sentences)
    assert "inside the published 4,211 to 10,528" in sentences[0]
    assert "above the published 720k" in sentences[1]
    assert "model size" in sentences[2]
    places = [text.index(f'<section id="{name}"') for name in ("answer", "drivers", "assumptions", "audit", "method")]
    assert places == sorted(places)
    assert text.index('<p class="answer">') < text.index("<figure")


def test_the_audit_says_what_is_wrong_in_the_post(page: Path) -> None:
    text = page.read_text(encoding="utf-8").partition('<section id="audit"')[2]
    assert text.count('class="verdict wrong"') == 2
    assert text.count('<th scope="row">') == len(audit(shipped_study(priors="point")))
    for words in ("10.7M would be a YouTube share of 5%", "multiply-accumulates", "997k with the sum corrected"):
        assert words in text


def test_each_assumption_has_its_reason_and_source(page: Path) -> None:
    text = page.read_text(encoding="utf-8").partition('<section id="assumptions"')[2]
    table = uc.assumption_table(shipped_study())
    for column in ("source", "why"):
        for words in table[column]:
            assert str(escape(words)) in text


def test_what_is_fixed_has_a_table_of_its_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8").partition('<section id="assumptions"')[2]
    varied, _, rest = text.partition("<details>")
    fixed, _, constants = rest.partition('<details class="on-screen">')
    table = uc.assumption_table(shipped_study()).query("role == 'assumption'")
    same = table["p5"] == table["p95"]
    assert varied.count('<th scope="row"') == (~same).sum()
    assert fixed.count('<th scope="row"') == fixed.count('data-label="fixed at"') == same.sum()
    assert f"{same.sum()} assumptions fixed, so not among the drivers" in fixed
    assert "constants of the model" in constants


def test_an_observation_stands_beside_what_the_prior_predicted() -> None:
    said = {"quantity": "power", "unit": "MW", "source": "a meter", "status": "found", "date": "2027-12"}
    numbers = {"evidence": 70.0, "prior_p5": 40.0, "prior_p95": 95.0}
    seen = Dataset({name: ("observation", [one]) for name, one in (said | numbers).items()}, {"observation": ["seen"]})
    wanted = {"name": "seen", "observed": "70 MW", "prior_predictive": "40 to 95", "measured_on": ""}
    assert page_of._observations(seen) == [wanted | {name: said[name] for name in said if name != "unit"}]


def test_every_link_of_the_walk_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    linked = set(re.findall(r'href="#([^"]+)"', text))
    assert linked <= tags.ids.keys()
    walk = walk_of(shipped_study(), shipped_study().targets)
    assert {f"of-{name}" for name in walk} <= linked
    assert text.count('<details class="quantity">') == sum(bool(one.inputs) for one in walk.values())
    assert text.count('<div class="formula"') == text.count("<math")
    assert '<a href="#of-uploaded_minutes">' in text.partition('id="of-uploads"')[2].partition("</tr>")[0]


def test_text_from_a_config_stays_text(worst: Path) -> None:
    text = worst.read_text(encoding="utf-8")
    assert "<script" not in SCRIPT.sub("", text)
    assert len(SCRIPT.findall(text)) == 2
    assert WORST not in text
    assert text.count("&lt;script&gt;") >= 6
    tags = Tags()
    tags.feed(text)
    assert tags.tags["script"] == text.count("<script type=") == 2
    assert all(re.fullmatch(r"[\w-]*", name) for name in tags.ids)


def test_a_study_of_ones_own_has_a_page_without_the_posts_parts(tmp_path: Path) -> None:
    text = written(uc.Study([same], {"x": "1 to 2"}), tmp_path, draws=2048)
    assert len(re.findall('<p class="answer">', text)) == 3
    assert 'id="audit"' not in text
    assert 'id="charts"' not in text
    assert "lacks unit why source date status" in text
    assert "published" not in SCRIPT.sub("", text.partition("</style>")[2]).lower()


def test_a_study_without_anything_uncertain_has_a_page(tmp_path: Path) -> None:
    text = written(shipped_study(priors="point", scenario="low"), tmp_path, draws=32)
    assert "4,211" in text
    assert "Of 57 published figures, 2 are wrong" in text
    assert "nothing is drawn" in text


def test_every_colour_of_the_house_has_one_in_the_dark() -> None:
    sheet = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    dark = sheet.partition("prefers-color-scheme: dark")[2].partition("@media")[0]
    for colour in (*style.COLOURS, style.QUIET, "#000000", "#ffffff"):
        assert f"--c-{colour[1:]}:" in dark


def test_a_figure_in_the_page_has_identifiers_and_colours_of_the_pages_own() -> None:
    drawn = b'<metadata>by</metadata>\n <g id="unused"/><g id="a" style="fill: #1f5a92; clip-path: url(#a)"/>'
    drawn += b'<path d="M 1.23456 -0.0012 \nL 20 7.25 \nz"/>\n'
    words = b"<text>colour: #1f5a92, url(#a), id=&quot;a&quot;, 1.23456</text>"
    svg = b'<?xml?>\n<svg width="10pt" height="5pt">' + drawn + words + b"</svg>"
    text = str(inlined("one", svg, 'x "y"'))
    assert words.decode() in text
    assert 'id="one-a"' in text
    assert "unused" not in text
    assert "url(#one-a)" in text
    assert 'd="M 1.23 -0 L 20 7.25 z"/><text>' in text
    assert "metadata" not in text
    assert "fill: var(--c-1f5a92, #1f5a92)" in text
    assert 'aria-label="x &#34;y&#34;"' in text


@in_a_browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("which", ["page", "worst"])
def test_the_page_fits_a_phone_and_a_screen(
    which: str, width: int, browser: Browser, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(which)
    with opened(browser, path, width) as shown:
        assert shown.said == []
        assert shown.asked == [path.as_uri()]
        assert shown.width == width
        assert shown.beyond == []
        assert not shown.page.title().startswith("taken")


@in_a_browser
def test_the_page_is_dark_where_that_is_liked_and_light_on_paper(browser: Browser, page: Path) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    line = "getComputedStyle(document.querySelector('figure svg text')).fill"
    with opened(browser, page, dark=True) as shown:
        dark = [shown.page.evaluate(one) for one in (paper, line)]
        shown.page.emulate_media(media="print")
        assert shown.page.evaluate(paper) == "rgb(255, 255, 255)"
    with opened(browser, page) as shown:
        light = [shown.page.evaluate(one) for one in (paper, line)]
    assert light[0] == "rgb(255, 255, 255)"
    assert all(one != other for one, other in zip(dark, light, strict=True))
    assert max(map(int, re.findall(r"\d+", dark[0]))) < 60 < min(map(int, re.findall(r"\d+", dark[1])))


@in_a_browser
def test_the_page_has_at_most_ten_sheets(browser: Browser, page: Path) -> None:
    with opened(browser, page) as shown:
        sheets = re.findall(rb"/Type\s*/Page\b", shown.page.pdf(format="A4"))
    assert 1 < len(sheets) <= 10


@in_a_browser
def test_paper_has_the_equations_and_fixed_assumptions_that_a_screen_hides(browser: Browser, page: Path) -> None:
    hidden = ("#of-train_flop math", "#assumptions details td")
    with opened(browser, page) as shown:
        assert not any(shown.page.locator(one).first.is_visible() for one in hidden)
        shown.page.emulate_media(media="print")
        assert all(shown.page.locator(one).first.is_visible() for one in hidden)


@in_a_browser
def test_a_link_opens_the_equation_that_it_leads_to(browser: Browser, page: Path) -> None:
    with opened(browser, page, 390) as shown:
        shown.page.focus("#assumptions a[href='#of-uploaded_minutes'] >> nth=0")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_selector("#of-uploaded_minutes math", state="visible")
        assert shown.width == 390


def test_figures_are_narrow_and_their_letters_large_enough_for_a_phone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    widths = [float(one) for one in re.findall(r"--natural: ([\d.]+)pt", text)]
    assert len(widths) == text.count("<figure")
    letters = min(float(one) for one in re.findall(r"font-size: ([\d.]+)px; font-family", text))
    assert letters * PHONE / max(widths) >= 10


@in_a_browser
def test_the_figures_can_be_read_on_a_phone(browser: Browser, page: Path) -> None:
    with opened(browser, page, 390) as shown:
        assert min(shown.page.evaluate(LETTERS)) >= 10


@in_a_browser
def test_a_changed_belief_moves_the_answer_by_keyboard_alone(browser: Browser, page: Path) -> None:
    with opened(browser, page, 390) as shown:
        field = shown.page.get_by_label("training samples over DiT's", exact=True)
        before = shown.page.locator("#live-figures p").first.inner_text()
        assert "median 6,4" in before or "median 6,5" in before
        field.focus()
        shown.page.keyboard.press("Control+a")
        shown.page.keyboard.type("8 to 20")
        shown.page.keyboard.press("Enter")
        after = shown.page.locator("#live-figures p").first.inner_text()
        assert "the median is 2.00 times the run's own" in after
        assert after in shown.page.locator("#answer-now").inner_text()
        assert shown.page.locator("#live-command").inner_text().endswith("'priors.dataset_multiplier=8 to 20'")
        shown.page.keyboard.press("Control+a")
        shown.page.keyboard.type("20 to 8")
        shown.page.keyboard.press("Enter")
        assert shown.page.get_by_text("must go from a lower to a higher number").is_visible()
        assert shown.page.locator("#live-figures p").first.inner_text() == after
        shown.page.locator("a[href='#method']").first.click()
        shown.page.wait_for_url("**#method?priors.*")
        address = shown.page.evaluate("location.href")
        field.focus()
        shown.page.keyboard.press("Escape")
        shown.page.wait_for_function("() => location.hash === '#method'")
        assert shown.page.locator("#live-figures p").first.inner_text() == before
        assert not shown.page.locator("#answer-now").is_visible()
        shown.page.goto("about:blank")
        shown.page.goto(
            f"{address}&priors.%3Cimg%3E=%3Cscript%3E&priors.inference_utilization=%3Cb%3E&priors.guidance_passes=2"
        )
        assert shown.page.locator("#live-figures p").first.inner_text() == after
        shown.page.wait_for_function("() => scrollY > 0")
        address_note = shown.page.locator("#live-address").inner_text()
        assert "priors.<img>=<script>, which this page does not have" in address_note
        assert shown.page.locator("#live-fixed input[value]").first.is_visible()
        wrong = shown.page.get_by_label("utilization in inference", exact=False).first
        assert wrong.input_value() == "<b>"
        shown.page.get_by_role("button", name="Reset inference_utilization").click()
        assert wrong.input_value() != "<b>"
        shown.page.wait_for_function("() => location.hash.startsWith('#method?priors.')")
        assert shown.width == 390
        assert shown.beyond == []
        assert shown.said == []


@in_a_browser
def test_handles_move_a_belief_by_arrow_keys_and_by_pointer(browser: Browser, page: Path) -> None:
    with opened(browser, page) as shown:
        low, high = (
            shown.page.get_by_role("slider", name=f"{end} of training samples over DiT's") for end in ("P5", "P95")
        )
        field = shown.page.get_by_label("training samples over DiT's", exact=True)
        answer = shown.page.locator("#live-figures p").first
        own = field.input_value()
        assert low.get_attribute("aria-valuetext") == own.split(" to ")[0]
        high.focus()
        for _ in range(3):
            shown.page.keyboard.press("ArrowRight")
        by_keys = field.input_value()
        assert float(by_keys.split(" to ")[1]) > float(own.split(" to ")[1])
        assert high.get_attribute("aria-valuetext") == by_keys.split(" to ")[1]
        assert "times the run's own" in answer.inner_text()
        shown.page.wait_for_function("() => location.hash.includes('priors.dataset_multiplier=')")
        box = low.bounding_box()
        assert box is not None
        shown.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        shown.page.mouse.down()
        for step in range(1, 4):
            shown.page.mouse.move(box["x"] + box["width"] / 2 - 10 * step, box["y"] + 9)
        shown.page.wait_for_function("text => document.activeElement.ariaValueText < text", arg=own.split(" to ")[0])
        shown.page.mouse.up()
        by_pointer = field.input_value()
        assert float(by_pointer.split(" to ")[0]) < float(own.split(" to ")[0])
        assert by_pointer.split(" to ")[1] == by_keys.split(" to ")[1]
        assert shown.page.locator("#live-command").inner_text().endswith(f"'priors.dataset_multiplier={by_pointer}'")
        assert shown.said == []
