"""Draws ``docs/calibration-type-one.svg`` and ``docs/calibration-coverage.svg``: same results, same bytes."""

from __future__ import annotations

from typing import Any

from cells import Cell
from claims import COVERAGE, LEAST_COVERAGE, PUBLISHED
from pages import PAGE, Results
from type_one import ALPHA

# Colour and dashes of each test; Tukey's two are left out: of two systems they are t and randomization.
TESTS = {
    "t": ("#000000", "-"),
    "randomization": ("#0072b2", "-"),
    "bootstrap": ("#009e73", "-"),
    "bootstrap_shift": ("#009e73", ":"),
    "wilcoxon": ("#d55e00", "-"),
    "sign": ("#cc79a7", "-"),
    "mcnemar": ("#e69f00", "-"),
    "mcnemar_midp": ("#e69f00", ":"),
}
HIGHEST = 0.2  # of the plot: what rejects more often leaves it
METHODS = {
    "t": "#000000",
    "studentised": "#0072b2",
    "bca": "#009e73",
    "percentile": "#d55e00",
    "basic": "#cc79a7",
}
STATISTICS = ("mean_difference", "mean", "ratio_of_means", "variance", "median", "kendalltau")
MARKERS = {"real": "D", "normal": "o", "scores": "s", "skewed": "^"}
LOWEST = 0.78


def draw(results: Results) -> None:
    """Draw what there are results of."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams |= {"svg.hashsalt": "fastrank", "svg.fonttype": "none", "font.size": 8}
    if "type_one" in results:
        _draw_type_one(results["type_one"])
    if "intervals" in results:
        _draw_coverage(results["intervals"])


def _draw_type_one(cells: list[Cell]) -> None:
    from matplotlib import pyplot as plt

    nulls = list(dict.fromkeys(one.where for one in cells))
    figure, panels = plt.subplots(3, 3, figsize=(9, 7.5), sharex=True, sharey=True, layout="constrained")
    for null, axes in zip(nulls, panels.flat, strict=True):
        _draw_null(axes, null, [one for one in cells if one.where == null])
    handles = {line.get_label(): line for axes in panels.flat for line in axes.get_lines()}
    shown = {name: handles[name] for name in (*TESTS, "published") if name in handles}
    figure.legend(shown.values(), shown.keys(), loc="outside upper center", ncols=5, frameon=False)
    for axes in panels[-1]:
        axes.set_xlabel("queries")
    figure.supylabel(f"Type I error (nominal {ALPHA:g})", fontsize=8)
    _save(figure, "type-one")


def _draw_null(axes: Any, null: str, cells: list[Cell]) -> None:
    axes.axhline(ALPHA, color="#bbbbbb", lw=3, zorder=0)
    for i, (test, (colour, dashes)) in enumerate(TESTS.items()):
        own = [one for one in cells if one.what == test]
        sizes = [one.n * 1.02 ** (i - 3) for one in own]  # beside each other, for many coincide
        shares = [one.share for one in own]
        errors = [2 * one.error for one in own]
        if own:
            axes.errorbar(sizes, shares, errors, color=colour, ls=dashes, lw=1.2, elinewidth=0.8)
            axes.plot([], [], color=colour, ls=dashes, label=test)
        if null == "centred" and test in PUBLISHED:
            axes.plot(*zip(*PUBLISHED[test].items(), strict=True), "o", ms=4, mfc="none", color=colour)
            axes.plot([], [], "o", ms=4, mfc="none", color="#000000", label="published")
    axes.set(xscale="log", ylim=(0, HIGHEST), title=null)
    axes.set_xticks([25, 50, 100, 1000], ["25", "50", "100", "1000"], minor=False)
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)


def _draw_coverage(cells: list[Cell]) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 3.6), layout="constrained")
    at_50 = {one[:2]: one for one in cells if one.n == 50}
    for i, statistic in enumerate(STATISTICS):
        for j, (method, colour) in enumerate(METHODS.items()):
            for k, (where, marker) in enumerate(MARKERS.items()):
                one = at_50.get((f"{statistic}: {method}", where))
                if one:
                    x = i + (j - 2) * 0.16 + (k - 1.5) * 0.03
                    axes.errorbar(
                        x,
                        max(one.share, LOWEST),
                        2 * one.error,
                        fmt=marker,
                        ms=3.5,
                        color=colour,
                        elinewidth=0.8,
                    )
    _finish_coverage(axes)
    _save(figure, "coverage")


def _finish_coverage(axes: Any) -> None:
    axes.axhline(COVERAGE, color="#bbbbbb", lw=3, zorder=0)
    axes.axhline(LEAST_COVERAGE, color="#bbbbbb", lw=1, ls="--", zorder=0)
    for method, colour in METHODS.items():
        axes.plot([], [], "o", ms=4, color=colour, label=method)
    for where, marker in MARKERS.items():
        axes.plot([], [], marker, ms=4, mfc="none", color="#555555", label=where)
    axes.set(ylim=(LOWEST - 0.01, 1.0), ylabel="coverage of 95 % intervals, 50 queries")
    axes.set_xticks(range(len(STATISTICS)), STATISTICS)
    axes.legend(loc="lower left", ncols=2, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)


def _save(figure: Any, name: str) -> None:
    figure.savefig(PAGE.with_name(f"calibration-{name}.svg"), metadata={"Date": None})
