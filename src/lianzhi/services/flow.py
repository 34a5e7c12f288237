"""The flow of visits, as published."""

import yaml

from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel.actor import Actor
from lianzhi.services.settings import DATA

NAME = "flow_visit_v1.yaml"


def publish_flows(by: Actor) -> None:
    """Safe to repeat."""
    worklist.publish(
        yaml.safe_load((DATA / NAME).read_text(encoding="utf-8")), f"services/data/{NAME}", by=by
    )
