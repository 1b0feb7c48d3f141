"""Runs every benchmark of the folder in turn, each in a process of its own: `python -m tests.benchmarks`."""

import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run them all; a benchmark that fails is named, and the others run on."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
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
