"""How well and how fast texts are understood: `python -m tests.benchmarks.understanding`.

Prints, for each corpus, what came out exactly and what would have done harm; the time a message takes, warm, in this
process, on one core; the same texts through `dateparser.search`, which finds the days alone, and how many of the texts
with days each gets right; hostile texts, whole and cut to the length that is still read; and the import with the
vocabulary, in a process of its own.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime

from messages.understanding.understand import LONGEST, understand
from tests.messages.scoring import Example, examples, is_exact, is_harmful

CORPORA = ("development", "second", "third", "fourth", "trials")
ROUNDS = 5
HOSTILE = {
    "one letter": "a" * 10_000,
    "numbers": "1 " * 5_000,
    "slashes": "1/" * 5_000,
    "weekdays": "lundi " * 1_666,
    "lists": "le 1 et " * 1_250,
    "words that are none": "zqxw" * 2_500,
    "near misses": "cantne lundy emna " * 555,
    "lines": "\n" * 10_000,
    "accents": "é́" * 5_000,
    "emoji": "😂" * 10_000,
}
IMPORT = (
    "import time; start = time.perf_counter();"
    "from messages.understanding.understand import understand;"
    "from messages.understanding.vocabulary import french; french();"
    "print(time.perf_counter() - start)"
)


def main() -> None:
    """Print every figure."""
    corpora = {name: examples(name) for name in CORPORA}
    for name, corpus in corpora.items():
        _say(_accuracy(name, corpus))
    everything = [example for corpus in corpora.values() for example in corpus]
    ours = _seconds(lambda example: understand(example.text, example.context), everything, ROUNDS)
    _say(_speed("understand, the whole meaning", ours))
    theirs = _seconds(_search, everything, ROUNDS)
    _say(_speed("dateparser.search_dates, the days alone", theirs))
    ratio = statistics.median(theirs) / statistics.median(ours)
    _say(f"at the median {ratio:.0f} times as fast, in all {sum(theirs) / sum(ours):.0f} times")
    _say(_days_found(everything))
    for name, text in HOSTILE.items():
        whole, read = (1000 * _once(piece, everything[0]) for piece in (text, text[:LONGEST]))
        _say(f"hostile, {name}: {len(text)} characters {whole:.2f} ms, {LONGEST} characters {read:.2f} ms")
    took = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True).stdout
    _say(f"import and vocabulary, in a new process: {1000 * float(took):.0f} ms")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _accuracy(name: str, corpus: list[Example]) -> str:
    got = [(example, example.understood()) for example in corpus]
    exact = sum(is_exact(example.expected, requests) for example, requests in got)
    harmful = sum(is_harmful(example.expected, requests) for example, requests in got)
    share = f"{exact / len(corpus):.1%} ({exact}/{len(corpus)})"
    return f"{name}: exact {share}, harmful {harmful / len(corpus):.1%}"


def _seconds(read: Callable[[Example], object], corpus: Iterable[Example], rounds: int) -> list[float]:
    """What each message takes, warm: the best of `rounds`, for what else the machine does is not ours to measure."""
    messages = list(corpus)
    for example in messages:
        read(example)
    return [min(_timed(read, example) for _ in range(rounds)) for example in messages]


def _timed(read: Callable[[Example], object], example: Example) -> float:
    start = time.perf_counter()
    read(example)
    return time.perf_counter() - start


def _speed(what: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    median, late = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
    return f"{what}: median {median * 1e6:.0f} µs, p99 {late * 1e6:.0f} µs, {len(ordered)} messages"


def _search(example: Example) -> list[str]:
    from dateparser.search import search_dates

    base = datetime.combine(example.context.today, datetime.min.time())
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"}
    found = search_dates(example.text, languages=["fr"], settings=settings) or []
    return sorted({moment.date().isoformat() for _, moment in found})


def _days_found(corpus: list[Example]) -> str:
    with_days = [example for example in corpus if any(request.get("days") for request in example.expected)]
    ours = sum(is_exact(example.expected, example.understood()) for example in with_days)
    theirs = sum(_search(example) == _days(example) for example in with_days)
    total = len(with_days)
    mine, other = (
        f"{ours}/{total} ({ours / total:.0%}, all fields)",
        f"{theirs}/{total} ({theirs / total:.0%}, days alone)",
    )
    return f"texts with days got right: ours {mine}, dateparser {other}"


def _days(example: Example) -> list[str]:
    return sorted({day for request in example.expected for day in request.get("days", ())})


def _once(text: str, example: Example) -> float:
    start = time.perf_counter()
    understand(text, example.context)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
