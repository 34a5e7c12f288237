"""What every installation needs before it serves: tables, static files, flows, categories, scenarios."""

from collections.abc import Callable

from django.core.management import call_command

from lianzhi.kernel.actor import system
from lianzhi.project import town_keys


def setup(say: Callable[[str], object]) -> None:
    """Idempotent. Raises Refused when a flow, category or scenario of this version does not check."""
    from lianzhi.cases import api as cases  # noqa: PLC0415  models must be loaded
    from lianzhi.circles import api as circles  # noqa: PLC0415
    from lianzhi.command import api as command  # noqa: PLC0415
    from lianzhi.project.administration.unheld import unheld  # noqa: PLC0415
    from lianzhi.registry import api as registry  # noqa: PLC0415
    from lianzhi.scenarios import api as scenarios  # noqa: PLC0415
    from lianzhi.services import api as services  # noqa: PLC0415

    town_keys.make_schema()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    by = system("setup")
    cases.publish_flows(by=by)
    registry.publish_flow(by=by)
    services.publish_flows(by=by)
    circles.publish_flows(by=by)
    command.publish_flows(by=by)
    cases.load_categories(by=by)
    cases.load_catalogues(by=by)
    cases.load_limits(by=by)
    command.load_plans(by=by)
    installed = scenarios.install(by=by)
    say(f"ready: {len(installed)} scenarios")
    if lacking := unheld():
        say(f"nobody holds these permissions yet (grant them under /settings/): {', '.join(lacking)}")
