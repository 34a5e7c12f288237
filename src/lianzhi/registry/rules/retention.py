"""Until when is something kept?  个人信息保护法 19 and 47; the periods are data (``data/retention.yaml``). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """``verified``: somebody has read the ground of the period; an unverified one is this version's proposal."""

    kind: str
    after: str
    days: int
    why: str
    verified: bool

    def gone_before(self, today: date) -> date:
        """What ended before this day is not kept any more."""
        return today - timedelta(days=self.days)
