"""Every example of every package is a test, run for real and rolled back."""

import pytest

from lianzhi.cases import api as cases
from lianzhi.circles import api as circles
from lianzhi.command import api as command
from lianzhi.scenarios import actions, packages, rehearsal, world
from lianzhi.services import api as services

GOOD, BAD = packages.load_all()
EXAMPLES = [(package, example) for package in GOOD for example in package.examples]


def test_every_package_of_the_platform_can_be_read() -> None:
    assert BAD == []
    assert {package.code for package in GOOD} >= {"snap_report", "neighbour_home"}


@pytest.mark.django_db
@pytest.mark.parametrize(("package", "example"), EXAMPLES, ids=lambda value: getattr(value, "code", ""))
def test_the_platform_does_what_the_example_says(package, example) -> None:
    cases.publish_flows(world.ROOT)
    services.publish_flows(world.ROOT)
    circles.publish_flows(world.ROOT)
    command.publish_flows(world.ROOT)
    command.load_plans(world.ROOT)
    cases.load_categories(world.ROOT)
    actions.install_packages([package], by=world.ROOT)

    assert rehearsal.judged(package.code, example, world.build()) == []
