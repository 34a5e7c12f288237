"""How good and how fast is the classifier?  python bench/classify.py LABELLED [--speed MESSAGES]

Prints macro-F1 of five folds with near-duplicates kept in one of them, the confusion, the calibration, and
messages per second on one core in batch (CPU time of one thread, reading of the file excluded).
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is loaded
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import platform
import resource
import statistics
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from lianzhi.cases.importing import Row, read_messages
from lianzhi.cases.rules.classify import BLOCK, REVIEW_BELOW, Model, document
from lianzhi.cases.rules.evaluation import Report, evaluate
from lianzhi.cases.rules.training import train

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--speed", type=Path, help="messages to measure the speed on (default: the same)")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    print_conditions()
    rows = read(asked.labelled)
    texts, labels = [document(row.title, row.text) for row in rows], [row.label for row in rows]
    print_quality(evaluate(texts, labels, seed=asked.seed))
    started = time.process_time()
    model = train(texts, labels, seed=asked.seed, name=asked.labelled.name)
    print(f"\ntraining with five folds   {time.process_time() - started:.1f} CPU s")
    others = [document(row.title, row.text) for row in read(asked.speed)] if asked.speed else texts
    print_speed(model, others)


def read(path: Path) -> list[Row]:
    return [row for row in read_messages(path) if isinstance(row, Row)]


def print_conditions() -> None:
    with open("/proc/cpuinfo") as file:
        processor = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn"))
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {processor}, {os.cpu_count()} cores")
    print(f"load {os.getloadavg()[0]:.2f}, Python {platform.python_version()}, {packages}, one thread\n")


def print_quality(report: Report) -> None:
    print(f"texts {report.texts}, groups of near-duplicates {report.groups}, labels {len(report.labels)}")
    print(
        f"macro-F1 {report.macro_f1:.4f}   accuracy {report.accuracy:.4f}   calibration error {report.ece:.4f}\n"
    )
    print("label                precision  recall     F1  texts")
    for score in report.per_label:
        name = score.label + "　" * (8 - len(score.label))
        print(f"{name} {score.precision:9.3f} {score.recall:8.3f} {score.f1:7.3f} {score.texts:6d}")
    print("\nconfusion (row: true, column: predicted, in the order above)")
    for line in report.confusion:
        print("".join(f"{count:6d}" for count in line))
    print(f"\nconfidence from   share of texts   of these right   (a person decides below {REVIEW_BELOW})")
    for cut in report.cuts:
        print(f"{cut.threshold:15.1f} {cut.coverage:16.3f} {cut.accuracy:16.3f}")


def print_speed(model: Model, texts: list[str]) -> None:
    model.predict(texts[:BLOCK])
    rates = []
    for _ in range(ROUNDS):
        started = time.process_time()
        model.predict(texts)
        rates.append(len(texts) / (time.process_time() - started))
    characters = sum(map(len, texts)) / len(texts)
    print(f"one core, {len(texts)} texts of {characters:.0f} characters, {ROUNDS} rounds")
    print(
        f"messages/s   median {statistics.median(rates):,.0f}   slowest {min(rates):,.0f}   fastest {max(rates):,.0f}"
    )
    print(f"peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
