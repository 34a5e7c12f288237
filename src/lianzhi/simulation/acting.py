"""Invented people act on matters through the same doors as real ones; nothing is written past an action.

A matter belongs to the simulation when its source is ``simulation`` and nobody but invented people and machines has
ever touched it: one act of a person at the screen, on any of the accounts, takes it out of the simulation for good.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from lianzhi.cases import api as cases
from lianzhi.flows.cases_to_dispatch import dispatch_new
from lianzhi.foundation.audit import api as audit
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock
from lianzhi.kernel.actor import Actor
from lianzhi.kernel.calendars import SHANGHAI
from lianzhi.kernel.errors import Refused
from lianzhi.kernel.grades import BAD
from lianzhi.simulation import pictures
from lianzhi.simulation.cast import Cast
from lianzhi.simulation.decisions import Part, Seen, Step, decide, follow_up
from lianzhi.simulation.following import Following
from lianzhi.simulation.voices import Spoken, Voices
from lianzhi.simulation.wider import REQUESTS, VERBS, Wider, shares, think
from lianzhi.simulation.writing import reasons, replies, written
from lianzhi.territory import api as territory

log = logging.getLogger(__name__)
SOURCE = "simulation"
REPORTER = "simulated:"
AT_HOME = 0.9  # share of repair matters that come through 邻里E家; assumption
BY_COMMAND_ROOM = frozenset({"file", "refuse", "dispatch"})
BY_REPORTER = frozenset({"rate", "reopen"})
COMMAND_ROOM_TAKES = timedelta(hours=2)  # at a share of 1; it works day and night, whatever clock runs
WITH_PHOTO, RESULT_PHOTO = 0.08, 0.12


@dataclass(frozen=True, slots=True)
class Planned:
    """The next step of a matter, after how many seconds, and the verbs that led here."""

    case: cases.CaseView
    step: Step
    seconds: float
    done: tuple[str, ...]
    follow_up: int = 0


@dataclass(frozen=True, slots=True)
class Stands:
    """A matter as it stands, and the verbs that led there; or the follow-up of its bad rating, and what was done there."""

    case: cases.CaseView
    done: tuple[str, ...]
    follow_up: int = 0


class Troupe:
    """The invented people of one town: they report, and they move matters on.

    ``alone``: nobody else is acting, so what was seen before still holds (past days). Otherwise each step looks again.
    """

    def __init__(self, voices: Voices, cast: Cast, *, alone: bool = False) -> None:
        self.voices, self.cast, self.alone, self.wider = voices, cast, alone, Wider(cast)
        self.following = Following(cast)
        self._verbs: dict[tuple[str, int, str], frozenset[str]] = {}
        self._ways_in: dict[str, bool] = {}

    def report(self, number: int) -> Stands | None:
        """Report ``number`` comes in. None: it was refused.

        What the list settles the machine dispatches: here when alone, else the worker does when the event reaches it.
        """
        spoken, dice = self.voices.say(number), self._dice(number, 0)
        new = _new_report(spoken, dice)
        by = _reporter(number)
        try:
            files = pictures.taken(spoken.truth, dice, by, "report") if dice.random() < WITH_PHOTO else []
            case = cases.report(cases.NewReport(**new, files=files), by=by)
        except Refused as refusal:
            log.warning("simulated report %s was refused: %s", number, refusal)
            return None
        sent = dispatch_new(case.id) if self.alone and self._at_once(case.intake) else None
        return Stands(sent, ("start", "dispatch")) if sent else Stands(case, ("start",))

    def _at_once(self, intake: str) -> bool:
        """Does this way in let the machine dispatch? Asked once: the past does not change under way."""
        if intake not in self._ways_in:
            way_in = cases.intake(intake)
            self._ways_in[intake] = bool(way_in and way_in.auto_dispatch)
        return self._ways_in[intake]

    def look(self, case: cases.CaseView) -> Stands:
        return Stands(case, tuple(move.verb for move in worklist.moves(case.item.id)))

    def plan(self, stands: Stands) -> Planned | None:
        """What comes next for a matter, and when; None when it is done or not the simulation's."""
        number = number_of(stands.case)
        if number is None:
            return None
        if stands.follow_up:
            step = follow_up(stands.done, self._dice_of(stands.case, len(stands.done), "follow-up"))
            return (
                Planned(stands.case, step, step.hours * 3600, stands.done, stands.follow_up) if step else None
            )
        seen, turn = self._seen(stands), len(stands.done)
        step = think(seen, self._dice_of(stands.case, turn, "wider"), shares()) or self._next(stands, seen)
        return Planned(stands.case, step, _seconds(stands.case, step), stands.done) if step else None

    def _next(self, stands: Stands, seen: Seen) -> Step | None:
        """The next step of the road. A part has no reporter who would rate it: its whole is rated."""
        step = decide(seen, self._dice_of(stands.case, len(stands.done)))
        return None if step and step.verb in BY_REPORTER and stands.case.parent_id else step

    def others(self, stands: Stands) -> list[Stands]:
        """Matters that this step set in motion: the parts of a split, the whole of the last part, what followed."""
        case, last = stands.case, stands.done[-1] if stands.done else ""
        found: list[cases.CaseView] = []
        if last == "split":
            found = cases.parts_of(case.id)
        elif case.item.closed_at and last in ("close", "refuse", "grant", "void"):
            found = cases.merged_into(case.id) if case.heat > 1 else []
            found += [cases.by_id(case.parent_id)] if case.parent_id else []
        elif last == "rate" and case.rating and case.rating.grade in BAD:
            return self.followed(of=case.id)
        return [self.look(one) for one in found if number_of(one) is not None]

    def followed(self, *, of: int | None = None) -> list[Stands]:
        """Open follow-ups of invented residents' bad ratings: of one matter, or of all."""
        found = [(cases.by_id(one.case), one) for one in cases.open_follow_ups(of=of)]
        return [
            Stands(case, self.following.done(one.item), one.id)
            for case, one in found
            if number_of(case) is not None
        ]

    def act(self, planned: Planned) -> Stands | None:
        """Make the step; None when a person has taken the matter over or it was refused.

        When the machine or somebody invented was faster, nothing is done: the matter comes back as it stands now.
        """
        case, number = planned.case, number_of(planned.case)
        if number is None:
            return None
        if planned.follow_up:
            return self._follow(planned)
        if not self.alone:
            case = cases.by_id(case.id)
            if self.touched(case):
                return None
            if (now := self.look(case)).done != planned.done:
                return now
        try:
            done = self._make(case, planned, number)
        except Refused as refusal:
            log.warning("simulated %s on %s was refused: %s", planned.step.verb, case.number, refusal)
            return None
        return Stands(done[0], (*planned.done, done[1])) if done else None

    def _follow(self, planned: Planned) -> Stands | None:
        """As ``act``, on the follow-up of a bad rating."""
        case, subject = planned.case, f"follow_up:{planned.follow_up}"
        if not self.alone:
            own = next((one for one in self.followed(of=case.id) if one.follow_up == planned.follow_up), None)
            if own is None or self.touched(case) or self._touched(subject):
                return None
            if own.done != planned.done:
                return own
        try:
            self.following.act(
                planned.follow_up, planned.step.verb, self._dice_of(case, len(planned.done), subject)
            )
        except Refused as refusal:
            log.warning("simulated %s on %s was refused: %s", planned.step.verb, subject, refusal)
            return None
        return Stands(case, (*planned.done, planned.step.verb), planned.follow_up)

    def _make(self, case: cases.CaseView, planned: Planned, number: int) -> tuple[cases.CaseView, str] | None:
        """(the case afterwards, the verb made). A wider move that turns out to be impossible gives way to the road."""
        step, dice = planned.step, self._dice_of(case, len(planned.done) + 1_000)
        if step.verb in VERBS:
            try:
                if after := self.wider.act(case, step, dice):
                    return after, self._recorded(step, after)
            except Refused as refusal:
                log.info("simulated %s on %s was refused: %s", step.verb, case.number, refusal)
            stands = Stands(case, planned.done)
            road = self._next(stands, self._seen(stands))
            if road is None:
                return None
            step = road
        return self._act(case, step, number, dice), step.verb

    def _recorded(self, step: Step, after: cases.CaseView) -> str:
        """The verb as the matter's way names it: what is asked for is a request, what is granted is made."""
        if step.verb in REQUESTS:
            return "request"
        return worklist.moves(after.item.id)[-1].verb if step.verb == "grant" else step.verb

    def _seen(self, stands: Stands) -> Seen:
        item = stands.case.item
        key = (item.flow, item.version, item.state.code)
        if key not in self._verbs:
            onward = worklist.next_moves(item.id)
            self._verbs[key] = frozenset(m.verb for m in onward if m.reporter or m.verb not in BY_REPORTER)
        verbs = self._verbs[key]
        parts = []
        if verbs & {"accept", "finish"}:
            mine = [t for t in worklist.tasks(item.id) if t.state in worklist.OPEN_TASKS]
            parts = [Part(t.id, t.unit, t.lead, t.state == "accepted", t.kind == "whistle") for t in mine]
        asked = stands.done[-1:] == ("request",) and any(a.pending for a in worklist.approvals(item.id))
        called = "whistle" in stands.done and "appraise" in verbs and self._unrated(item.id)
        grade = stands.case.rating.grade if stands.case.rating else None
        return Seen(verbs, stands.done, parts, grade, item.rounds, asked, called)

    def _unrated(self, item_id: int) -> bool:
        return any(
            t.kind == "whistle" and t.state == "done" and t.grade is None for t in worklist.tasks(item_id)
        )

    def touched(self, case: cases.CaseView) -> bool:
        """Has a person at the screen done anything with it?"""
        return self._touched(case.subject)

    def _touched(self, subject: str) -> bool:
        return any(not self._invented(entry.actor_id) for entry in audit.trail(subject))

    def _invented(self, actor_id: str) -> bool:
        return actor_id.startswith(("system:", REPORTER)) or actor_id in self.cast.ids

    def _dice(self, number: int, step: int) -> Random:
        return Random(f"{self.voices.seed}:act:{number}:{step}")  # noqa: S311  a simulation wants to be repeated

    def _dice_of(self, case: cases.CaseView, step: int, what: str = "act") -> Random:
        """The parts of a matter have its number, but not its luck."""
        part = f":{case.text}" if case.parent_id else ""
        return Random(f"{self.voices.seed}:{what}:{number_of(case)}{part}:{step}")  # noqa: S311

    def _act(self, case: cases.CaseView, step: Step, number: int, dice: Random) -> cases.CaseView:
        match step.verb:
            case "file" | "dispatch" | "refuse":
                return self._by_duty(case, step, number, dice)
            case "accept" | "return" | "finish":
                return self._by_worker(case, step, number, dice)
            case "pass":
                return cases.pass_check(case.id, by=self.cast.checker(dice))
            case "fail":
                checker = (
                    self.cast.checker(dice)
                    if case.item.flow == "case"
                    else self.cast.answering(case.area_code, dice)
                )
                return cases.fail_check(case.id, reason=written(dice, "fail"), by=checker)
            case "close":
                return self._close(case, dice)
            case "rate":
                text = written(dice, "rate", step.grade)
                chosen = reasons(dice, step.grade)
                return cases.rate(case.id, grade=step.grade, reasons=chosen, text=text, by=_reporter(number))
            case _:
                return cases.reopen(case.id, reason=written(dice, "reopen"), by=_reporter(number))

    def _by_duty(self, case: cases.CaseView, step: Step, number: int, dice: Random) -> cases.CaseView:
        duty = self.cast.duty(dice)
        if step.verb == "refuse":
            return cases.refuse(case.id, answer=written(dice, "refuse"), by=duty)
        case = self._corrected(case, self.voices.say(number), duty)
        if step.verb == "file":
            return cases.file(case.id, by=duty)
        return self._dispatch(case, duty)

    def _corrected(self, case: cases.CaseView, spoken: Spoken, duty: Actor) -> cases.CaseView:
        """The officer knows better: sets category and place where they are missing or wrong."""
        wrong = case.category is None or case.category.code != spoken.truth
        category = spoken.truth if wrong else ""
        if case.located and not category:
            return case
        place = (
            {} if case.located else {"lon": spoken.at.lon, "lat": spoken.at.lat, "place_text": spoken.at.name}
        )
        return cases.correct(case.id, category=category, by=duty, **place)

    def _dispatch(self, case: cases.CaseView, duty: Actor) -> cases.CaseView:
        """By the list; what came back goes to the brigade with the unit that returned it (R-129)."""
        today = clock.now().astimezone(SHANGHAI).date()
        line = cases.duty(case.category.code, case.area_code, today) if case.category else None
        returned = [t for t in worklist.tasks(case.item.id) if t.lead and t.state == "returned"]
        if line is None or returned:
            supports = tuple(dict.fromkeys(t.unit for t in returned if t.unit != "brigade"))
            return cases.dispatch(
                case.id, lead="brigade", supports=supports, note=replies()["coordinate"], by=duty
            )
        return cases.dispatch(
            case.id, lead=line.lead, supports=line.supports, note=line.legal_ground, by=duty
        )

    def _by_worker(self, case: cases.CaseView, step: Step, number: int, dice: Random) -> cases.CaseView:
        part = step.part
        if part is None:
            raise ValueError(f"the step {step.verb!r} names no part")
        worker = self.cast.worker(part.unit, dice)
        if step.verb == "accept":
            return cases.accept(case.id, part.task, by=worker)
        if step.verb == "return":
            return cases.send_back(case.id, part.task, reason=written(dice, "return"), by=worker)
        truth = self.voices.say(number).truth
        photos = pictures.taken(truth, dice, worker, "result") if dice.random() < RESULT_PHOTO else []
        return cases.finish(
            case.id, part.task, result=written(dice, "result", truth), photos=photos, by=worker
        )

    def _close(self, case: cases.CaseView, dice: Random) -> cases.CaseView:
        """Answered by an officer, a repair by its community; never by somebody who handled it."""
        done = next((t.result for t in worklist.tasks(case.item.id) if t.state == "done" and t.result), "")
        answer = written(dice, "answer").replace("{done}", done)
        by = self.cast.duty(dice) if case.item.flow == "case" else self.cast.answering(case.area_code, dice)
        return cases.close(case.id, answer=answer, by=by)


def number_of(case: cases.CaseView) -> int | None:
    """The number of a simulated report, also of its parts; None for everybody else's."""
    if case.parent_id:
        return number_of(cases.by_id(case.parent_id))
    kind, _, number = case.reporter.rpartition(":")
    return int(number) if case.source == SOURCE and f"{kind}:" == REPORTER and number.isdigit() else None


def _reporter(number: int) -> Actor:
    return Actor(f"{REPORTER}{number}", replies()["reporter"])


def _pin(spoken: Spoken) -> tuple[float, float]:
    """Where the phone says it is; at the place itself where some metres beside it are over the border."""
    beside = (spoken.lon, spoken.lat)
    return beside if territory.grid_at(*beside) else (spoken.at.lon, spoken.at.lat)


def _new_report(spoken: Spoken, dice: Random) -> dict[str, object]:
    repair = spoken.truth.startswith("repair-") and dice.random() < AT_HOME
    lon, lat = _pin(spoken) if spoken.pinned else (None, None)
    chosen = "" if repair and not spoken.chosen.startswith("repair-") else spoken.chosen
    return {
        "source": SOURCE, "external_id": f"{spoken.number}", "text": spoken.text, "category": chosen,
        "intake": "neighbour_home" if repair else "snap_report", "place_text": spoken.place_text,
        "lon": lon, "lat": lat,
        "accuracy_m": float(dice.choice((5, 8, 12, 20, 35))) if spoken.pinned else None,
    }  # fmt: skip


def _seconds(case: cases.CaseView, step: Step) -> float:
    """How long people take: a share of the time that the running clock gives them, by the clock on the wall."""
    if step.verb in BY_COMMAND_ROOM:
        return (COMMAND_ROOM_TAKES * step.share).total_seconds()
    if step.hours or case.item.due_at is None:
        return (step.hours or 1.0) * 3600
    given = case.item.due_at - case.item.state_since
    return max(timedelta(minutes=2), given * step.share).total_seconds()
