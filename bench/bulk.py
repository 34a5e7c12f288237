"""How long do several cases at once take: the preview of as many as one go takes, and the move itself?

    LIANZHI_HOME=... [LIANZHI_DATABASE=...] python bench/bulk.py [--verb recall] [--list "group=handle"] [--times 3]

Needs a town that bench/filling.py filled. As the duty officer, through the whole stack but the network: the preview of
all that a list's filters match, then the page sent as the browser sends it. Prints seconds by the clock and of CPU
(this process and the database's), and how many were done and refused.
"""

import argparse
import os
import re
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.demo")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--verb", default="recall")
    parser.add_argument("--list", default="group=handle", help="the filters of the board, as in its address")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    import logging

    import pages
    from django.conf import settings
    from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
    from django.db import connection

    import lianzhi.project.wsgi  # noqa: F401  as the pages run
    from lianzhi.cases.models import BulkLine

    settings.ALLOWED_HOSTS = ["*"]
    staticfiles_storage._wrapped = StaticFilesStorage()  # no collected files are needed to measure
    logging.disable()
    print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}", flush=True)
    client = pages.Asking()._client("duty")
    for _ in range(asked.times):
        began, busy = time.perf_counter(), pages.cpu()
        answer = client.get("/desk/bulk/", {"all": asked.list, "verb": asked.verb})
        looked, spent = time.perf_counter() - began, (pages.cpu() - busy) / 1000
        html = answer.content.decode()
        numbers = re.findall(r'name="n" value="([^"]+)"', html)
        sent = {"verb": asked.verb, "n": numbers, "key": re.search(r'name="key" value="([^"]+)"', html)[1],
                "level": "1", "reason": "请尽快处理。", "note": "请尽快处理。"}  # fmt: skip
        began, busy = time.perf_counter(), pages.cpu()
        answer = client.post("/desk/bulk/", sent)
        took, work = time.perf_counter() - began, (pages.cpu() - busy) / 1000
        assert answer.status_code == 302, f"{answer.status_code}: {re.sub('<[^>]+>', ' ', html)[-800:]}"
        done = [each.done for each in BulkLine.objects.filter(run__key=sent["key"])]
        print(f"{len(numbers)} cases: preview {looked:.2f} s (CPU {spent:.2f}), {asked.verb} {took:.2f} s (CPU {work:.2f}): "
              f"{sum(done)} done, {len(done) - sum(done)} refused", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
