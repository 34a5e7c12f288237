"""One reporter on the way through the three screens."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from lianzhi.cases.actions.report import report
from lianzhi.cases.contracts import CaseView, IntakeView, NewReport
from lianzhi.cases.queries import lists, public
from lianzhi.cases.views.reporting import draft as drafts
from lianzhi.cases.views.reporting.kinds import Kind
from lianzhi.foundation.files import api as files
from lianzhi.kernel.errors import N_, NotFound


@dataclass(frozen=True, slots=True)
class Way:
    request: HttpRequest
    kind: Kind
    intake: IntakeView
    draft: drafts.Draft

    @property
    def key(self) -> str:
        return f"{self.kind.source}:{self.intake.code}"

    @property
    def typed(self) -> bool:
        return self.request.method == "POST"

    @property
    def placed(self) -> bool:
        return bool(self.draft.place) or self.draft.lon is not None

    def keep(self) -> None:
        drafts.keep(self.request, self.key, self.draft)

    def go(self, number: int) -> HttpResponse:
        return redirect(self.kind.step_url(self.intake.code, number))

    def show(self, number: int, template: str, *, refused: bool = False, **context: Any) -> HttpResponse:
        """Screen ``number``: 200, or 422 when what was typed cannot be taken."""
        links = {
            "back": self.kind.step_url(self.intake.code, number - 1),
            "propose": self.kind.url("propose", self.intake.code),
        }
        steps = [gettext("Photo"), gettext("Place"), gettext("Words")]
        shared = {"intake": self.intake, "draft": self.draft, "steps": steps, "step": number} | links
        page = f"cases/reporting/{template}.html"
        return render(self.request, page, shared | context, status=422 if refused else 200)

    def sent_before(self) -> CaseView | None:
        """The case that an earlier sending of this same form made."""
        return public.reported(self.kind.source, self.request.POST.get("external_id", "")[:40])

    def send(self, data: dict[str, Any]) -> CaseView:
        by, draft = self.kind.reporter(self.request, data), self.draft
        new = NewReport(
            source=self.kind.source, external_id=str(data["external_id"]), intake=self.intake.code, text=data["text"],
            category=data["category"], place_text=draft.place, lon=draft.lon, lat=draft.lat, accuracy_m=draft.accuracy,
            files=tuple(draft.photos), reporter=by.id,
        )  # fmt: skip
        files.adopt(self.request, by=by, ids=draft.photos)
        return report(new, by=by)

    def done(self, case: CaseView) -> HttpResponse:
        drafts.drop(self.request, self.key)
        return redirect(self.kind.url("done", case.token))


def way(request: HttpRequest, kind: Kind, code: str) -> Way:
    intake = lists.intake(code)
    if intake is None:
        raise NotFound(
            "cases.intake",
            N_("This way of reporting is closed."),
            way_out=N_("Start again from the home page."),
        )
    return Way(request, kind, intake, drafts.load(request, f"{kind.source}:{code}"))
