"""How well and how fast are addresses cut?  python bench/address.py [--train FILE | --model FILE] [--dev FILE]

Exact elements (kind, beginning and end; ``redundant`` counts like the others) on the bare text of DEV, for a tagger
learnt from TRAIN (or learnt before and kept as MODEL) and for the one that ships (learnt from made-up addresses); the
same when nothing may be left out; load time, model size, addresses a second on one core in batch (CPU time of one
thread).
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before numpy is loaded
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")

from lianzhi.territory.rules.addresses import labelled
from lianzhi.territory.rules.addresses.normal import normal, normal_all
from lianzhi.territory.rules.addresses.tagging import Labelled, Tagger
from lianzhi.territory.tagging import learn, make_up

DATA = Path(os.environ.get("LIANZHI_SHARED_DATA") or Path(__file__).parents[2] / "shared/data") / "addresses"
ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, default=DATA / "train.txt")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--dev", type=Path, default=DATA / "dev.txt")
    asked = parser.parse_args()
    for path in (asked.model or asked.train, asked.dev):
        if not path.is_file():
            print(
                f"skipped: {path.name} is not here; name it with --train/--model/--dev or set LIANZHI_SHARED_DATA"
            )
            sys.exit(0)
    print_conditions()
    dev = labelled.read(asked.dev.read_bytes())
    if asked.model:
        report(f"learnt before, {asked.model.name}", Tagger.load(asked.model), dev, kinds=True)
    else:
        started = time.process_time()
        learnt = learn(labelled.read(asked.train.read_bytes()), name=asked.train.name)
        report("learnt from TRAIN", learnt, dev, training=time.process_time() - started, kinds=True)
    started = time.process_time()
    made = make_up()
    report("shipped, made-up addresses", made, dev, training=time.process_time() - started)


def print_conditions() -> None:
    with open("/proc/cpuinfo") as file:
        processor = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy"))
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {processor}, {os.cpu_count()} cores")
    print(f"load {os.getloadavg()[0]:.2f}, Python {platform.python_version()}, {packages}, one thread")


def report(
    name: str, tagger: Tagger, dev: list[Labelled], *, training: float = 0, kinds: bool = False
) -> None:
    content = tagger.to_bytes()
    started, busy = time.perf_counter(), time.process_time()
    loaded = Tagger.load(content)
    load, busy = time.perf_counter() - started, time.process_time() - busy
    total, each = labelled.evaluate(loaded, dev)
    print(f"\n{name}: {tagger.meta['addresses']} addresses, training {training:.1f} CPU s")
    whole, _ = labelled.evaluate(loaded, dev, whole=True)
    for said, score in (("", total), (" with nothing left out", whole)):
        print(
            f"precision {score.precision:.4f}  recall {score.recall:.4f}  F1 {score.f1:.4f}  ({score.true} elements){said}"
        )
    texts = ["".join(pieces) for pieces, _ in dev]
    speed = rate(loaded.tag_all, texts)
    print(
        f"model {len(content) / 1e6:.1f} MB, loads in {load:.2f} s ({busy:.2f} CPU s); "
        f"{speed:,.0f} addresses/s of CPU time, load {os.getloadavg()[0]:.1f}"
    )
    print(
        f"normal form with the tagger, one at a time: {rate(lambda t: [normal(x, loaded.cut) for x in t], texts[:300]):,.0f}/s"
    )
    print(f"the same in batch: {rate(lambda t: normal_all(t, loaded.cut_all), texts):,.0f}/s")
    for score in each if kinds else ():
        print(
            f"  {score.kind:<10} P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}  n {score.true}"
        )


def rate(act, texts: list[str]) -> float:
    """Addresses for each second of CPU time, the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        act(texts)
        best = min(best, time.process_time() - started)
    return len(texts) / best


if __name__ == "__main__":
    main()
