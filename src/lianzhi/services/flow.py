"""The flow of visits, as published."""

from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import yamls
from lianzhi.kernel.actor import Actor
from lianzhi.services.settings import DATA

NAME = "flow_visit_v1.yaml"


def publish_flows(by: Actor) -> None:
    """Safe to repeat."""
    worklist.publish(yamls.read(DATA / NAME), f"services/data/{NAME}", by=by)
