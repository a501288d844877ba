"""What `import fastrank` costs, each time in a new process."""

from __future__ import annotations

import subprocess

from .processes import environment, python

COUNT_MODULES = "import sys; bare = len(sys.modules); import fastrank; print(len(sys.modules) - bare)"


class Import:
    """Time to import, and how much it pulls in."""

    version = "1"
    unit = "modules"

    def timeraw_import(self) -> str:
        return "import fastrank"

    def timeraw_first_array_function(self) -> str:
        """The import that a first call pays: numba comes with it."""
        return "from fastrank import ndcg"

    def timeraw_first_table_function(self) -> str:
        """pyarrow comes with it."""
        return "from fastrank import evaluate"

    def track_modules(self) -> int:
        """Modules that `import fastrank` adds to those of a bare interpreter."""
        return int(subprocess.check_output(python("-c", COUNT_MODULES), env=environment()))
