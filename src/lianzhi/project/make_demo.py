"""Make S-town once, before it is served. Run in a process of its own, so that serving starts lean."""

import shutil
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def main(scale: float, seed: int, fresh: bool) -> None:
    began = time.monotonic()
    django.setup()
    mark = Path(settings.HOME) / "demo.txt"
    wanted = f"scale {scale} seed {seed}\n"
    if fresh:
        _throw_away()
    from lianzhi.project.setting_up import setup  # noqa: PLC0415

    setup(lambda text: None)
    from lianzhi.territory import api as territory  # noqa: PLC0415

    territory.ready_tagger()
    if not mark.exists():
        print("making S-town (everything in it is invented) ...", flush=True)
        from lianzhi.simulation import api as simulation  # noqa: PLC0415

        simulation.make_demo(scale=scale, seed=seed, say=lambda text: print(f"  {text}", flush=True))
        mark.write_text(wanted)
    elif mark.read_text() != wanted:
        print(f"keeping the S-town that is there ({mark.read_text().strip()}); --fresh makes a new one")
    print(f"S-town is ready after {time.monotonic() - began:.0f} s")


def _throw_away() -> None:
    home = Path(settings.HOME)
    for name in ("lianzhi.sqlite3", "lianzhi.sqlite3-wal", "lianzhi.sqlite3-shm", "demo.txt"):
        (home / name).unlink(missing_ok=True)
    for name in ("files", "models", "audit", "exports", "imports"):
        shutil.rmtree(home / name, ignore_errors=True)


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "fresh")
