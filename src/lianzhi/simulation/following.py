"""The invented staff follow bad ratings up: one calls and replies, another settles.  R-278.

Never who handled the matter: the command room's own people do it, through the same doors as everybody.
"""

from random import Random

from lianzhi.cases import api as cases
from lianzhi.foundation.worklist import api as worklist
from lianzhi.simulation.cast import Cast
from lianzhi.simulation.writing import replies, written


class Following:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def done(self, item: int) -> tuple[str, ...]:
        return tuple(move.verb for move in worklist.moves(item))

    def act(self, follow_up: int, verb: str, dice: Random) -> None:
        match verb:
            case "call" | "miss":
                said = written(dice, f"follow_up_{verb}")
                cases.call_back(follow_up, reached=verb == "call", said=said, by=self.cast.duty(dice))
            case "answer":
                outcome = dice.choice(sorted(replies()["follow_up_answer"]))
                text = written(dice, "follow_up_answer", outcome)
                cases.answer_follow_up(follow_up, text, outcome=outcome, by=self.cast.duty(dice))
            case _:
                cases.settle_follow_up(follow_up, by=self.cast.checker(dice))
