"""What the figures of validation draw, and that odd names, many mentions and nothing at all do no harm."""

import numpy as np
import pandas as pd
import pytest

from helpers.figures import plot_bland_altman, plot_calibration, plot_confusion, plot_simulated
from helpers.schemas import LABELS, SIGNS
from helpers.stats import measured_coverage

NASTY = ["$\\frac$", "a\nb", "<b>bold</b>", "x" * 300, "العقوبات", "🙂", ""]
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning", "error::UserWarning")


def confusion(names, counts=(6, 2, 0, 1, 3, 0, 0, 0, 0)):
    """Return the grid of the same nine numbers for each scorer."""
    cells = pd.MultiIndex.from_product([names, LABELS, LABELS], names=["scorer", "coded_label", "scored_label"])
    table = cells.to_frame(index=False).assign(n_mentions=list(counts) * len(names))
    totals = table.groupby(["scorer", "coded_label"])["n_mentions"].transform("sum")
    return table.assign(share=table["n_mentions"] / totals.where(totals > 0))


def draw_confusion(table):
    settings = {"row": "coded_label", "column": "scored_label", "order": LABELS, "title": "T"}
    return plot_confusion(table, panel="scorer", axes=("coded", "scored"), share="share of the coded", **settings)


def calibration(names):
    rows = [(name, sure, right, n, 0.1) for name in names for sure, right, n in [(0.55, 0.4, 3), (0.9, 0.95, 1200)]]
    return pd.DataFrame(rows, columns=["scorer", "mean_confidence", "share_right", "n_mentions", "ece"])


def compared(names, coded, score, low=0.1):
    table = pd.DataFrame({"scorer": names, "coded": coded, "score": score}).astype({"coded": float, "score": float})
    return table.assign(
        mean=(table["coded"] + table["score"]) / 2,
        difference=table["score"] - table["coded"],
        bias=0.25, bias_low=low, bias_high=low + 0.3, limit_low=low - 1, limit_high=low + 1.3,
    )  # fmt: skip


def draw_altman(table):
    return plot_bland_altman(table, title="T")


def headings(chart):
    return [ax.get_title(loc="left") for ax in chart.figure.axes]


def test_cells_hold_numbers_and_shares_and_the_same_label_is_framed():
    chart = draw_confusion(confusion(["one"]))
    (ax,) = chart.figure.axes
    says = {text.get_position()[::-1]: text.get_text() for text in ax.texts}
    assert {(0, 0): "6\n75%", (0, 1): "2\n25%", (1, 0): "1\n25%", (2, 2): "none"}.items() <= says.items()
    frames = [patch for patch in ax.patches if not patch.get_fill()]
    assert [(-0.45, -0.45), (0.55, 0.55), (1.55, 1.55)] == [pytest.approx(frame.get_xy()) for frame in frames]
    assert ["negative", "neutral", "positive"] == [tick.get_text() for tick in ax.get_yticklabels()]
    assert (-0.5, 2.5, 2.5, -0.5) == (*ax.get_xlim(), *ax.get_ylim())  # the first row on top


def test_the_larger_share_is_darker():
    (ax,) = draw_confusion(confusion(["one"])).figure.axes
    grounds = {patch.get_xy(): sum(patch.get_facecolor()[:3]) for patch in ax.patches if patch.get_fill()}
    assert grounds[(-0.5, -0.5)] < grounds[(0.5, -0.5)] < grounds[(1.5, -0.5)]


def test_the_alternative_text_of_a_confusion_tells_all_numbers():
    alt = draw_confusion(confusion(["one"])).alt
    assert "Rows: coded. Columns: scored. one: negative as negative 6, negative as neutral 2," in alt


def test_signs_of_two_scorers_make_a_panel():
    cells = pd.MultiIndex.from_product([["a"], ["b", "c"], SIGNS, SIGNS]).to_frame(index=False)
    table = cells.set_axis(["scorer", "other", "sign", "other_sign"], axis=1).assign(n_mentions=2, share=2 / 18)
    settings = {"row": "sign", "column": "other_sign", "order": SIGNS, "title": "T", "axes": ("a", "b")}
    chart = plot_confusion(table, panel=["scorer", "other"], share="share of all", **settings)
    assert ["a and b", "a and c"] == headings(chart)


def test_calibration_draws_each_bin_with_its_mentions():
    chart = plot_calibration(calibration(["one"]), title="T")
    (ax,) = chart.figure.axes
    assert [(0.55, 0.4), (0.9, 0.95)] == [tuple(point) for point in ax.collections[1].get_offsets()]
    counts = [text for text in ax.texts if text.get_text() in ("3", "1,200")]
    assert [(6, -4), (-6, 4)] == [text.xyann for text in counts]  # away from the line
    assert "one: 55% sure, 40% right (3); 90% sure, 95% right (1,200); expected calibration error 0.10." in chart.alt


def test_bland_altman_draws_mentions_by_label_and_the_limits():
    chart = draw_altman(compared(["one"] * 4, [-1, 0, 1, 1], [0.52, 0.0, 1.0, 1.0]))
    (ax,) = chart.figure.axes
    dots = [tuple(np.round(point, 3)) for dots in ax.collections for point in dots.get_offsets()]
    assert [(-0.25, 1.5), (0.0, 0.0), (1.0, 0.0)] == dots  # 0.52 is rounded to 0.5, and two mentions are one dot
    areas = [dots.get_sizes()[0] for dots in ax.collections]
    assert areas[0] == areas[1] < areas[2]
    assert [0, 0.25, 1.4, -0.9] == pytest.approx([line.get_ydata()[0] for line in ax.lines])
    assert "one, 4 mentions: bias +0.25 (95% interval +0.10 to +0.40), 95% limits of agreement -0.90 to +1.40." in (
        chart.alt
    )


def test_without_interval_there_is_only_the_bias():
    chart = draw_altman(compared(["one"], [0], [0.25], low=np.nan))
    assert 2 == len(chart.figure.axes[0].lines)
    assert chart.alt.endswith("one, 1 mention: bias +0.25.")


CHARTS = {
    "confusion": lambda names: draw_confusion(confusion(names)),
    "calibration": lambda names: plot_calibration(calibration(names), title="T"),
    "Bland-Altman": lambda names: draw_altman(compared(names, 0, 0.5)),
}


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_six_panels_at_most_and_odd_names_are_text(draw):
    chart = draw(NASTY)
    assert 6 == len(chart.figure.axes)
    assert all(len(heading) <= 44 for heading in headings(chart))
    svg = chart.to_svg()
    assert "<b>bold" not in svg
    assert len(svg) < 200_000
    legend = [text.get_title().get_text() for text in chart.figure.legends]
    assert "first 6 of 7" in " ".join([*legend, chart.figure.get_supxlabel()])


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_nothing_to_draw_is_said(draw):
    chart = draw([])
    assert chart.alt.endswith("No data.")
    assert chart.to_svg() == draw([]).to_svg()


def test_many_mentions_stay_a_small_figure():
    rng = np.random.default_rng(0)
    n = 100_000
    names = rng.choice(["one", "two", "three", "four", "five", "six"], n)
    table = compared(names, rng.choice([-1, 0, 1], n), rng.uniform(-1, 1, n))
    assert len(draw_altman(table).to_svg()) < 200_000


def test_names_of_axes_beside_one_another_do_not_run_into_each_other():
    chart = plot_simulated(measured_coverage(), title="Coverage")
    chart.figure.draw_without_rendering()
    boxes = [ax.xaxis.label.get_window_extent() for ax in chart.figure.axes]
    assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[:n])
    assert all(box.x0 >= 0 and box.x1 <= chart.figure.bbox.width for box in boxes)
