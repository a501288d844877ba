"""States: what inference needs of scores that come in parts, kept so that any parts add up to the same bits."""

from fastrank.states.bootstrap_ranking import BootstrapRanking
from fastrank.states.bootstrap_state import BootstrapState
from fastrank.states.moment_state import MomentState

__all__ = ["BootstrapRanking", "BootstrapState", "MomentState"]
