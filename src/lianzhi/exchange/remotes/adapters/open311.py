"""Another city over Open311 GeoReport v2, in XML, which every server has to speak; updates by FixMyStreet's extension.

The answer of another city is foreign matter: it is read with a parser that expands nothing, within a size limit.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext

from lianzhi.exchange import outgoing
from lianzhi.exchange.remotes.adapters.base import Outbound, Receipt, Rejected, Said, Standing, Target
from lianzhi.exchange.rules import addresses, georeport
from lianzhi.exchange.rules.attributes import Wanted, fill
from lianzhi.kernel.errors import Refused

AT_ONCE = 50
LONGEST = 2000
FORM = "application/x-www-form-urlencoded; charset=utf-8"


class Open311:
    def __init__(self, target: Target) -> None:
        self.target = target

    def check_config(self) -> list[str]:
        found = []
        try:
            addresses.split(self.target.url, private=self.target.private)
        except Refused:
            found.append(
                gettext(
                    "The address cannot be called: give the https:// address of the endpoint, without /services.xml."
                )
            )
        if not self.target.key:
            found.append(gettext("There is no api_key: ask the other city for one."))
        return found

    def send(self, report: Outbound, key: str) -> Receipt:
        given: dict[str, Any] = {
            "api_key": self.target.key, "service_code": report.service, "description": report.text,
            "address_string": report.address, "attribute[external_id]": report.number,
        }  # fmt: skip
        if report.lat is not None and report.lon is not None:
            given |= {"lat": f"{report.lat:.7f}", "long": f"{report.lon:.7f}"}
        given |= self._attributes(report)
        rows = self._ask("POST", "requests", given, headers={"Idempotency-Key": key})
        row = rows[0] if rows else {}
        if not row.get("service_request_id") and not row.get("token"):
            raise Rejected("the answer names neither service_request_id nor token")
        return Receipt(row.get("service_request_id", "")[:80], row.get("token", "")[:80])

    def _attributes(self, report: Outbound) -> dict[str, Any]:
        """What their definition of the service asks. Raises Rejected when a required answer is not known here."""
        filled = fill(
            self._definition(report.service), report.service, self.target.attributes, report.answers
        )
        if filled.missing:
            asked = "; ".join(f"{each.label or each.code} ({each.code})" for each in filled.missing)
            raise Rejected(
                gettext(
                    "They require an answer to: %(asked)s. Answer it on the case, or set what answers it."
                )
                % {"asked": asked}
            )
        several = {code for code, values in filled.sent.items() if len(values) > 1}
        return {
            f"attribute[{code}]{'[]' if code in several else ''}": list(values)
            for code, values in filled.sent.items()
        }

    def _definition(self, service: str) -> list[Wanted]:
        """None where the service has no questions, or the city keeps no definitions."""
        asked = {"api_key": self.target.key}
        try:
            root = _parsed(self._answer("GET", f"services/{quote(service, safe='')}", asked))
        except Rejected:
            return []
        return [
            _wanted(each) for each in root.iter("attribute") if _word(each, "variable").lower() != "false"
        ]

    def number_of(self, token: str) -> str:
        rows = self._ask("GET", f"tokens/{quote(token, safe='')}", {"api_key": self.target.key})
        return (rows[0].get("service_request_id", "") if rows else "")[:80]

    def states(self, numbers: Sequence[str]) -> dict[str, Standing]:
        """Asked with the key: some cities show more to those who have one; others pass it over."""
        found: dict[str, Standing] = {}
        for start in range(0, len(numbers), AT_ONCE):
            wanted = ",".join(numbers[start : start + AT_ONCE])
            given = {"service_request_id": wanted, "api_key": self.target.key}
            for row in self._ask("GET", "requests", given):
                closed = row.get("status", "").lower() == "closed"
                found[row.get("service_request_id", "")] = Standing(
                    closed, row.get("status_notes", "")[:LONGEST]
                )
        return found

    def updates(self, since: datetime) -> list[Said]:
        """None at all where the other city does not know the extension."""
        given = {
            "start_date": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "api_key": self.target.key,
        }
        try:
            rows = self._ask("GET", "servicerequestupdates", given)
        except Rejected:
            return []
        return [
            Said(
                row["update_id"][:80],
                row.get("service_request_id", ""),
                row.get("description", "")[:LONGEST],
                _at(row),
            )
            for row in rows
            if row.get("update_id")
        ]

    def _ask(
        self, method: str, path: str, given: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> list[dict[str, str]]:
        """The rows of the answer. Raises as ``_answer``."""
        return _rows(self._answer(method, path, given, headers))

    def _answer(
        self, method: str, path: str, given: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> bytes:
        """Raises Rejected for what the other side will not have, Unreachable otherwise."""
        fields = {k: v for k, v in given.items() if v}
        if self.target.jurisdiction:
            fields["jurisdiction_id"] = self.target.jurisdiction
        url = f"{self.target.url.rstrip('/')}/{path}.xml"
        sent = urlencode(fields, doseq=True)
        body = sent.encode() if method == "POST" else None
        answered = outgoing.call(
            method, url if body else f"{url}?{sent}", private=self.target.private, body=body,
            headers={**(headers or {}), **({"Content-Type": FORM} if body else {})},
        )  # fmt: skip
        if 200 <= answered.status < 300:
            return answered.body
        if 400 <= answered.status < 500 and answered.status not in (408, 409, 425, 429):
            raise Rejected(f"{answered.status}: {_reason(answered.body)}"[:300])
        raise outgoing.Unreachable(f"answered {answered.status}")


def _parsed(body: bytes) -> Any:
    try:
        return ElementTree.fromstring(body)
    except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
        raise outgoing.Unreachable(
            f"the answer is not XML that can be read: {type(error).__name__}"
        ) from error


def _word(element: Any, tag: str) -> str:
    return (element.findtext(tag) or "").strip()


def _wanted(element: Any) -> Wanted:
    keys = tuple(_word(value, "key") for value in element.iter("value"))
    return Wanted(
        _word(element, "code")[:80], _word(element, "description")[:200], _word(element, "datatype"),
        _word(element, "required").lower() == "true", tuple(filter(None, keys)),
    )  # fmt: skip


def _rows(body: bytes) -> list[dict[str, str]]:
    root = _parsed(body)
    return [{child.tag: (child.text or "").strip() for child in row} for row in root]


def _reason(body: bytes) -> str:
    try:
        return "; ".join(row.get("description", "") for row in _rows(body))
    except outgoing.Unreachable:
        return ""


def _at(row: Mapping[str, Any]) -> datetime | None:
    try:
        return georeport.moment({"at": [row.get("updated_datetime", "")]}, "at")
    except Refused:
        return None
