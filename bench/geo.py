"""How fast is the map's ground?  Points to grids, texts to places, making and loading S-town.

    LIANZHI_HOME=<empty directory> python bench/geo.py [--scale 1]

Pure parts run in this process; loading and asking run on the platform's database in LIANZHI_HOME.
"""

import argparse
import gzip
import os
import resource
import time

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")


def timed(label: str, count: int, act) -> object:
    start = time.process_time()
    result = act()
    took = time.process_time() - start
    each = f"{took / count * 1e6:10.2f} us each, {count / took:12,.0f} per second" if count > 1 else ""
    print(f"{label:<42}{took:8.3f} CPU s {each}")
    return result


def main(scale: float) -> None:
    import django
    from django.core.management import call_command

    from lianzhi.simulation.town import make_town

    plan = timed(f"make S-town, scale {scale}", 1, lambda: make_town(scale=scale))
    django.setup()
    call_command("migrate", verbosity=0)
    from lianzhi.kernel import geo
    from lianzhi.territory import api as territory
    from lianzhi.territory import snapshot

    timed("load it into the database", 1, lambda: territory.load_town(plan))
    timed("load it again (nothing to do)", 1, lambda: territory.load_town(plan))
    timed("read the tree and build the grid index", 1, lambda: snapshot.tree().grids)
    timed("read the address base", 1, lambda: snapshot.directory())
    index = snapshot.tree().grids
    west, south, east, north = territory.town().bounds
    x, y = np.random.default_rng(1).uniform((west, south), (east, north), (1_000_000, 2)).T
    timed("grids of 1,000,000 points, at once", 1_000_000, lambda: index.positions_at(x, y))
    some = list(zip(x[:20_000].tolist(), y[:20_000].tolist(), strict=True))
    timed("grid of one point, in memory", len(some), lambda: [index.code_at(*p) for p in some])
    timed("territory.grid_at (with its query)", 2000, lambda: [territory.grid_at(*p) for p in some[:2000]])
    timed("territory.address_at", 2000, lambda: [territory.address_at(*p) for p in some[:2000]])
    timed("territory.addresses_at, at once", len(some), lambda: territory.addresses_at(some))
    timed("check of the tree", 1, lambda: territory.check_tree())
    names = [p.name for p in plan.places if p.kind in ("shop", "home", "house")][:2000]
    texts = [f"您好，我要反映{name}门口有垃圾，已经三天没有人清理了，希望尽快处理。" for name in names]
    timed("territory.find_place in a sentence", len(texts), lambda: [territory.find_place(t) for t in texts])
    slips = ["忄" + name[1:] for name in names[:300]]
    timed("territory.find_place with a slip", len(slips), lambda: [territory.find_place(t) for t in slips])
    long = "今天天气很好" * 330
    timed(
        "territory.find_place, 2,000 characters", 50, lambda: [territory.find_place(long) for _ in range(50)]
    )
    print(f"{'area':<42}{geo.area_km2(geo.read_geometry(plan.areas[0].geometry)):8.3f} km2")
    for level in ("community", "grid"):
        areas = plan.of_level(level)
        print(f"{level:<42}{len(areas):8d}     {sum(len(a.geometry) for a in areas) / 1e3:8.0f} kB")
    for name, text in plan.layers:
        zipped = len(gzip.compress(text.encode(), 6))
        print(f"layer {name:<36}{len(text.encode()) / 1e3:8.0f} kB  {zipped / 1e3:8.0f} kB gzip")
    print(f"{'places':<42}{len(plan.places):8d}")
    print(f"{'largest memory':<42}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", type=float, default=1.0)
    main(parser.parse_args().scale)
