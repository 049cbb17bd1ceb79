"""The bar that a user sees who waits at a terminal."""

from uncertain_compute.views.tables.progress import Stages


def test_a_bar_says_the_stage_and_how_far_it_is() -> None:
    with Stages(shown=True) as stages:
        stages.say("drawing")
        stages.tell(0.25)
        (bar,) = stages.bars.tasks
        assert (bar.description, bar.percentage) == ("drawing", 25)
        stages.tell(0.5, "error 0.004 of at most 0.002")
        assert (bar.description, bar.percentage) == ("drawing: error 0.004 of at most 0.002", 50)
        stages.say("writing")
        (bar,) = stages.bars.tasks
        assert (bar.description, bar.total) == ("writing", None)
