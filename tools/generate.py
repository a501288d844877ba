"""Writes what follows from the registry: ``python tools/generate.py``; ``--check`` fails where it is stale.

The stub ``fastrank/__init__.pyi`` is kept in the repository. The pages of the measures and the help of the command
line are made when the documentation is built (``docs/conf.py`` calls :func:`write_pages`) and are kept nowhere.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # this checkout, not an installed fastrank

from command_help import command_help
from measure_pages import measure_index, measure_page
from public_stub import public_stub

from fastrank.spec import all_metrics

ROOT = Path(__file__).resolve().parent.parent
STUB = ROOT / "fastrank" / "__init__.pyi"


def write_pages(docs: Path) -> None:
    """Write the measure pages and the command line's help below the folder `docs`."""
    pages = {f"{metric.definition.__name__}.md": measure_page(metric) for metric in all_metrics().values()}
    pages["index.md"] = measure_index(all_metrics())
    _write_folder(docs / "metrics", pages)
    _write_folder(docs / "generated", {"command-line.txt": command_help()})


def _write_folder(folder: Path, files: dict[str, str]) -> None:
    """Write what changed, so that Sphinx builds anew only that; drop what is no longer made."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()


def main() -> int:
    """Write the stub, or with ``--check`` say whether it is what would be written."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 where a file is stale"
    )
    text = public_stub()
    if not arguments.parse_args().check:
        STUB.write_text(text, encoding="utf-8")
        return 0
    if STUB.exists() and STUB.read_text(encoding="utf-8") == text:
        return 0
    print(f"{STUB.relative_to(ROOT)} is stale: run `python tools/generate.py`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
