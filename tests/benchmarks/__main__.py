"""Runs every benchmark of the folder in turn, each in a process of its own: `python -m tests.benchmarks`.

Those that take half an hour and more are run by their name.
"""

import subprocess
import sys
from pathlib import Path

LONG = frozenset({"soak"})


def main() -> None:
    """Run them all; a benchmark that fails is named, and the others run on."""
    names = sorted(
        path.stem for path in Path(__file__).parent.glob("*.py") if path.stem[0] != "_" and path.stem not in LONG
    )
    failed = []
    for name in names:
        sys.stdout.write(f"\n== {name} ==\n")
        sys.stdout.flush()
        if subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
