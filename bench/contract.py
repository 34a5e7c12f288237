"""schemathesis on the OpenAPI document: every demo role and nobody, 300 examples for each operation and role.

    PYTHONPATH=src:tests python bench/contract.py [examples] [role ...]

Makes a small demo town in a home of its own, gives each role a client with every scope, and holds each operation to the
document (``tests/support/contract.py`` says what counts as a failure). Prints the figures; 1 when anything failed.
"""

import logging
import os
import sys
import tempfile
import time
import warnings

EXAMPLES = int(sys.argv[1]) if len(sys.argv) > 1 else 300
ROLES = sys.argv[2:]
os.environ["LIANZHI_HOME"] = tempfile.mkdtemp(prefix="lianzhi-contract-")
os.environ.setdefault("LIANZHI_LOG", "CRITICAL")
os.environ["DJANGO_SETTINGS_MODULE"] = "lianzhi.project.settings.test"


def main() -> int:
    import django

    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    django.setup()
    from django.core.management import call_command
    from support.contract import hold
    from support.matrix import World

    call_command("migrate", verbosity=0, skip_checks=True)
    world = World()
    numbers = [case.number for case in world.matters.values()]
    numbers += [world.town.report().number, world.town.checked().number]
    began = time.monotonic()
    tokens = {role: key for role, key in {**world.tokens, "nobody": ""}.items() if role in ROLES or not ROLES}
    outcome = hold(tokens, numbers, examples=EXAMPLES // 2)  # half valid, half broken
    took = time.monotonic() - began
    for name in sorted({name for name, _role in outcome.requests}):
        each = {role: outcome.requests[name, role] for role in tokens}
        few = ", ".join(f"{role} {n}" for role, n in each.items() if n < EXAMPLES)
        print(
            f"{sum(each.values()):6} {min(each.values()):5} at least  {name}"
            + (f"  FEWER: {few}" if few else "")
        )
    print(f"{sum(outcome.requests.values())} requests as {', '.join(tokens)} in {took:.0f} s")
    print("answers: " + ", ".join(f"{status}: {count}" for status, count in sorted(outcome.statuses.items())))
    for failure in outcome.failures:
        print("FAILED", failure)
    print(f"{len(outcome.failures)} failures")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
