"""Where tests find the data of the platform."""

from pathlib import Path

SRC = Path(__file__).parents[2] / "src/lianzhi"
FLOW = SRC / "cases/data/flow_case_v3.yaml"
FOLLOW_UP = SRC / "cases/data/flow_follow_up_v1.yaml"
