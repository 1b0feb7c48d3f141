"""Fuzzing, guided by coverage: every parser of outside input gets what nobody would think of, and must not break.

    python -m tests.benchmarks.fuzz [PARSER … | --all] [--minutes 10]

A refusal in the parser's own words is fine; any other exception is a crash: it is printed with the input that caused
it, and the status is 1. Uses atheris (libFuzzer for Python: https://github.com/google/atheris), of the extra `fuzz`.
"""

import argparse
import logging
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

LONGEST_INPUT = 20_000  # bytes


def fuzz(name: str, corpus: Path, seconds: int) -> None:
    """Fuzz one parser; ends the process, with a status other than 0 after a crash."""
    import atheris

    with atheris.instrument_imports(include=["messages", "booking", "bot", "channels"]):
        from tests.benchmarks.parsers import PARSERS
    logging.disable(logging.CRITICAL)
    parser = PARSERS[name]
    for number, seed in enumerate(parser.seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    longest = max(LONGEST_INPUT, *(2 * len(seed) for seed in parser.seeds))
    options = [f"-max_total_time={seconds}", f"-max_len={longest}", "-timeout=30", "-print_final_stats=1"]
    options += ["-verbosity=0", f"-artifact_prefix={corpus.parent}/"]
    with ExitStack() as stack:
        feed = parser.open(stack)
        atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: (feed(bytes(data)), None)[1])
        atheris.Fuzz()


def watch(name: str, minutes: float) -> bool:
    """Fuzz one parser in a process of its own, and tell what came of it."""
    with tempfile.TemporaryDirectory(prefix="allo-fuzz-") as folder:
        (Path(folder) / "corpus").mkdir()
        command = [sys.executable, "-m", "tests.benchmarks.fuzz", name, "--minutes", str(minutes), "--in", folder]
        done = subprocess.run(command, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        told = "\n".join(line for line in said.splitlines() if not line.startswith(("INFO:", "WARNING:")))
        crashes = [path.read_bytes() for path in Path(folder).iterdir() if path.is_file()]
    units = [line.split()[-1] for line in said.splitlines() if "number_of_executed_units" in line]
    if done.returncode == 0 and units:
        print(f"{name:>14}: {units[0]} inputs, no crash", flush=True)
        return True
    print(f"{name:>14}: CRASH (status {done.returncode})\n{told[-4000:]}", flush=True)
    for crash in crashes:
        print(f"input: {crash!r}", flush=True)
    return False


def main() -> None:
    """Fuzz, one parser after the other."""
    ask = argparse.ArgumentParser(prog="python -m tests.benchmarks.fuzz", description=__doc__)
    ask.add_argument("parsers", nargs="*")
    ask.add_argument("--all", action="store_true")
    ask.add_argument("--minutes", type=float, default=10)
    ask.add_argument("--in", dest="folder", type=Path, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.folder is not None:
        fuzz(asked.parsers[0], asked.folder / "corpus", max(1, int(asked.minutes * 60)))
    from tests.benchmarks.parsers import PARSERS

    unknown = set(asked.parsers) - PARSERS.keys()
    if unknown or not (asked.parsers or asked.all):
        ask.error(f"name some of: {', '.join(PARSERS)}; or --all")
    held = [watch(name, asked.minutes) for name in (PARSERS if asked.all else asked.parsers)]
    if not all(held):
        sys.exit(1)


if __name__ == "__main__":
    main()
