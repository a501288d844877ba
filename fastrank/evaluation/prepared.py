"""An evaluation whose judgements are read and whose measures and rules are settled: only runs are missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.evaluation.measures_asked import filled_in, known_depth, measures_named, refuse_averaged_ties
from fastrank.evaluation.query_values import query_values
from fastrank.evaluation.rules import checked_rules
from fastrank.evaluation.systems import NamedRun
from fastrank.scores import Scores
from fastrank.spec import Measure
from fastrank.tables.depth import checked_depth
from fastrank.tables.judgements import Judgements, read_judgements
from fastrank.tables.measured_run import MeasuredRun, Measuring
from fastrank.tables.named_columns import NamedColumns
from fastrank.tables.ranked_run import RankedRun
from fastrank.tables.result_files import judgements_mark
from fastrank.tables.run_pieces import PIECE_ROWS
from fastrank.tables.run_rows import RankingRules


class Evaluation(NamedTuple):
    """What is asked of every run."""

    judgements: Judgements
    measures: list[Measure]
    ranking: RankingRules
    compat: str | None
    missing: str
    undefined: float | None

    def mark(self, runs: Sequence[NamedRun]) -> dict[str, Any]:
        """Return what an interrupted evaluation must have in common with the one that goes on with it."""
        return {
            "judgements": judgements_mark(self.judgements),
            "measures": [str(measure) for measure in self.measures],
            "rules": [self.compat, *self.ranking, self.missing, self.undefined],
            "runs": [(name, run.identity()) for name, run in runs],
            "rows a piece": PIECE_ROWS,
        }

    def measuring(self) -> Measuring:
        """Return what takes a run's ranked queries in, and measures them."""

        def values_of(measure: Measure) -> Callable[[RankedRun], npt.NDArray[np.float64]]:
            return lambda ranked: query_values(measure, ranked, self.missing, self.undefined)

        return Measuring(self.judgements, [values_of(measure) for measure in self.measures], self.ranking)

    def counts(self, measured: MeasuredRun) -> dict[str, int]:
        """Return how often each rule acted on a run."""
        unanswered = {"judged queries not answered": int((~measured.answered).sum())}
        return measured.counts | unanswered | self.judgements.counts()

    def scores(
        self,
        systems: Sequence[str],
        values: Sequence[npt.NDArray[np.float64]],
        counts: Sequence[dict[str, int]],
    ) -> Scores:
        """Return the values and counts of some systems as one result."""
        metrics = [measure.metric for measure in self.measures]
        return Scores(
            np.array(values).swapaxes(0, 1),
            systems=systems,
            queries=self.judgements.queries,
            measure=[str(measure) for measure in self.measures],
            higher_is_better=[metric.higher_is_better for metric in metrics],
            bounds=[metric.bounds for metric in metrics],
            aggregation=[metric.aggregation for metric in metrics],
            counts={rule: np.array([count[rule] for count in counts]) for rule in counts[0]},
        )


def prepared(
    qrels: Any,
    columns: NamedColumns,
    measures: Any,
    *,
    compat: str | None,
    ties: str,
    missing: str | None,
    undefined: float | None,
    duplicates: str,
    judged_only: bool,
    ignore_identical_ids: bool,
    depth: int | None,
    order: str | None,
) -> Evaluation:
    """Check the rules, read the judgements, and fill in what measures take from both."""
    rules, missing = checked_rules(compat, ties, missing, duplicates, order)
    wanted = measures_named(measures)
    subtopics = next((str(measure) for measure in wanted if measure.metric.by_subtopic), None)
    judgements = read_judgements(qrels, columns, subtopics)
    judgements = replace(judgements, known_depth=known_depth(wanted))
    bound = [filled_in(measure, judgements, rules) for measure in wanted]
    refuse_averaged_ties(bound, ties)
    ranking = RankingRules(
        ties,
        duplicates,
        judged_only,
        rules.float32_scores,
        ignore_identical_ids,
        checked_depth(depth, ties),
    )
    return Evaluation(judgements, bound, ranking, compat, missing, undefined)
