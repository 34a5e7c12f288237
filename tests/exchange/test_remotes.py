"""Cases to another city and back, with two platforms in two processes.  R-110; field notes 2.11."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from support import desk
from support.processes import Place

from lianzhi.cases import api as cases
from lianzhi.cases.actions.answering import answer_questions
from lianzhi.cases.models import Remark
from lianzhi.exchange import api as exchange
from lianzhi.exchange.models import Forward, Remote
from lianzhi.exchange.remotes import following, forwarding
from lianzhi.exchange.remotes.adapters import Open311, Rejected, Target
from lianzhi.exchange.remotes.setting_up import save_remote
from lianzhi.exchange.rules import retries
from lianzhi.foundation.access import api as access
from lianzhi.foundation.access.models import User
from lianzhi.foundation.events import api as events
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.worklist import api as worklist
from lianzhi.kernel import clock

SECRET = "住在3幢502的王女士，电话13812345678，路灯坏了三天。"
THEIR_QUESTIONS = """
code: noise
version: 1
name: {zh: "噪声情况", en: "About the noise"}
about: ["category:noise"]
fields:
  - code: what
    kind: choice
    required: true
    label: {zh: "是什么声音？", en: "What is it?"}
    choices:
      - {code: site, label: {zh: "工地", en: "A building site"}}
      - {code: people, label: {zh: "邻居", en: "Neighbours"}}
  - {code: since, kind: date, past: true, label: {zh: "从哪天开始的？", en: "Since which day?"}}
  - code: when
    kind: multi
    label: {zh: "什么时候？", en: "When?"}
    choices:
      - {code: day, label: {zh: "白天", en: "By day"}}
      - {code: night, label: {zh: "夜里", en: "At night"}}
"""
OUR_QUESTIONS = """
code: sound
version: 1
name: {zh: "声音", en: "The sound"}
about: ["category:noise"]
fields:
  - code: sound
    kind: choice
    label: {zh: "声音从哪里来？", en: "Where from?"}
    choices:
      - {code: crane, label: {zh: "塔吊", en: "A crane"}}
      - {code: dog, label: {zh: "狗", en: "A dog"}}
  - {code: since, kind: date, label: {zh: "从哪天开始？", en: "Since?"}}
  - code: times
    kind: multi
    label: {zh: "时段", en: "Times"}
    choices:
      - {code: day, label: {zh: "白天", en: "By day"}}
      - {code: night, label: {zh: "夜里", en: "At night"}}
"""
MAPPED = {"what": "sound crane>site", "noise/when": "times"}
OTHER_TOWN = (
    f"""
THEIR_QUESTIONS = {THEIR_QUESTIONS!r}
"""
    """
import sys, threading
from wsgiref.simple_server import WSGIRequestHandler, make_server
from django.conf import settings
from django.core.management import call_command
settings.ALLOWED_HOSTS = ["*"]
call_command("migrate", verbosity=0, skip_checks=True)
from support import desk
from lianzhi.cases import api as cases
from lianzhi.cases.models import Case
from lianzhi.exchange.actions.clients import make_client
from lianzhi.foundation.forms import api as forms
from lianzhi.foundation.worklist import api as worklist
from lianzhi.project.wsgi import application
town = desk.build()
forms.install(THEIR_QUESTIONS, "test", by=desk.ROOT)
token = make_client("S 镇", account=town.duty.id, scopes=["cases:read", "cases:create"], by=desk.ROOT)[1]
class Quiet(WSGIRequestHandler):
    def log_message(self, *args): pass
server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"{server.server_port} {token}", flush=True)
for line in sys.stdin:
    case = Case.objects.order_by("-pk").first()
    if line.strip() == "answers":
        print(__import__("json").dumps({k: v["values"] for k, v in case.answers.items()}), flush=True)
        continue
    if line.strip() == "read":
        told = [case.number, case.text, case.reporter] if case else ["", "", ""]
        print(__import__("json").dumps([*told, Case.objects.count()]), flush=True)
        continue
    cases.file(case.pk, by=town.duty)
    cases.dispatch(case.pk, lead="works", by=town.duty)
    part = worklist.tasks(case.item_id)[0].id
    cases.accept(case.pk, part, by=town.workers["works"])
    cases.finish(case.pk, part, result=desk.RESULT, by=town.workers["works"])
    cases.pass_check(case.pk, by=town.checker)
    cases.close(case.pk, answer="路灯已于今日修复。", by=town.duty)
    print("closed", flush=True)
"""
)


@dataclass
class OtherTown:
    """Another platform of ours in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    token: str

    def say(self, word: str) -> str:
        assert self.process.stdin and self.process.stdout
        print(word, file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def abroad(tmp_path_factory) -> Iterator[OtherTown]:
    process = Place(tmp_path_factory.mktemp("abroad")).start(OTHER_TOWN)
    line = process.stdout.readline().split()
    try:
        assert line, process.communicate()
        yield OtherTown(process, f"http://127.0.0.1:{line[0]}/open311/v2", line[1])
    finally:
        process.kill()
        process.communicate()


def remote(**more) -> Remote:
    values = {
        "name": "隔壁市", "adapter": "open311", "url": "http://127.0.0.1:9/", "jurisdiction": "", "services": {"*": "road"},
        "private": True, "active": True, "key": "lz_key", "attributes": {},
    }  # fmt: skip
    return save_remote(None, values | more, by=desk.ROOT)


def handed_over(town, city: Remote, **values) -> cases.CaseView:
    case = cases.dispatch(town.filed(**values).id, lead=city.unit, by=town.duty)
    exchange.take_over(case.id)
    return case


def test_two_towns_talk_a_case_over_and_back(town, abroad) -> None:
    city = remote(url=abroad.url, key=abroad.token)
    case = handed_over(town, city, text=SECRET)
    assert forwarding.send() == 1

    number, text, reporter, count = json.loads(abroad.say("read"))
    assert "路灯坏了三天" in text and "13812345678" not in text and reporter == "caller:anonymous"
    here = cases.by_id(case.id)
    assert here.item.state.code == "handling"
    assert worklist.moves(here.item.id)[-1].note == number
    assert worklist.moves(here.item.id)[-1].actor_name == "隔壁市"

    assert abroad.say("close") == "closed"
    following.follow(now=True)
    following.follow(now=True)

    here = cases.by_id(case.id)
    assert (here.item.state.code, here.item.tasks[0].result) == ("checking", "路灯已于今日修复。")
    notes = list(Remark.objects.filter(case_id=case.id).values_list("text", flat=True))
    assert len(notes) == len(set(notes)) and any("路灯已于今日修复" in note for note in notes)
    assert Forward.objects.get().state == "done"
    assert json.loads(abroad.say("read"))[3] == count


def noisy(town, city: Remote, **answers) -> cases.CaseView:
    """A matter about noise, dispatched to the other city; our questions answered as given."""
    forms.install(OUR_QUESTIONS, "test", by=desk.ROOT)
    case = town.filed(category="noise")
    if answers:
        answer_questions(case.id, forms.Answers("sound", 1, answers), by=town.duty)
    cases.dispatch(case.id, lead=city.unit, by=town.duty)
    exchange.take_over(case.id)
    return cases.by_id(case.id)


def test_what_the_other_city_asks_is_answered_from_the_case(town, abroad) -> None:
    city = remote(url=abroad.url, key=abroad.token, services={"*": "noise"}, attributes=MAPPED)
    noisy(town, city, sound=["crane"], since=["2026-11-20"], times=["day", "night"])

    assert forwarding.send() == 1, Forward.objects.get().error
    kept = json.loads(abroad.say("answers"))
    assert kept == {"noise": {"what": "site", "since": "2026-11-20", "when": ["day", "night"]}}


def test_an_answer_they_require_and_we_lack_is_said_here_and_nothing_is_lost(town, abroad) -> None:
    before = json.loads(abroad.say("read"))
    city = remote(url=abroad.url, key=abroad.token, services={"*": "noise"}, attributes=MAPPED)
    case = noisy(town, city, sound=["dog"])
    forwarding.send()

    row = Forward.objects.get()
    assert row.state == "stuck" and "(what)" in row.error
    note = Remark.objects.get(case_id=case.id).text
    assert note.startswith("[隔壁市]") and "(what)" in note
    assert cases.by_id(case.id).item.state.code == "dispatched"
    assert json.loads(abroad.say("read")) == before

    answer_questions(case.id, forms.Answers("sound", 1, {"sound": ["crane"]}), by=town.duty)
    forwarding.release(row.pk, by=desk.ROOT)
    assert forwarding.send() == 1
    assert json.loads(abroad.say("answers")) == {"noise": {"what": "site"}}


def test_stuck_for_the_same_reason_again_is_not_noted_twice(town, abroad) -> None:
    city = remote(url=abroad.url, key=abroad.token, services={"*": "noise"})
    case = noisy(town, city)
    for _ in range(2):
        forwarding.send()
        forwarding.release(Forward.objects.get().pk, by=desk.ROOT)

    assert Remark.objects.filter(case_id=case.id).count() == 1


def test_a_lost_answer_does_not_make_two_cases_there(town, abroad) -> None:
    city = remote(url=abroad.url, key=abroad.token)
    handed_over(town, city)
    forwarding.send()
    before = json.loads(abroad.say("read"))
    Forward.objects.update(state="waiting", external="", next_try=clock.now())

    forwarding.send()

    assert json.loads(abroad.say("read"))[3] == before[3]
    assert Forward.objects.get().external == before[0]


def test_dispatching_puts_it_on_its_way_once(town) -> None:
    city = remote()
    case = handed_over(town, city)

    assert exchange.take_over(case.id) == 0
    assert Forward.objects.count() == 1


def test_the_worker_hears_of_a_dispatch(town) -> None:
    cases.dispatch(town.filed().id, lead=remote().unit, by=town.duty)
    assert Forward.objects.count() == 0
    while events.relay():
        pass

    assert Forward.objects.get().state == "waiting"


def test_a_case_for_other_units_goes_nowhere(town) -> None:
    remote()

    assert exchange.take_over(town.dispatched().id) == 0


def test_a_city_that_is_down_is_tried_again_and_then_listed_as_stuck(town) -> None:
    city = remote(adapter="failing")
    case = handed_over(town, city)
    for _ in range(len(retries.WAITS) + 1):
        Forward.objects.update(next_try=clock.now() - timedelta(seconds=1))
        assert forwarding.send() == 0
    row = Forward.objects.get()
    assert (row.state, row.attempts) == ("stuck", len(retries.WAITS) + 1) and "always down" in row.error
    assert cases.by_id(case.id).item.state.code == "dispatched"

    city.adapter = "demo"
    city.save()
    forwarding.release(row.pk, by=desk.ROOT)
    assert forwarding.send() == 1
    assert cases.by_id(case.id).item.state.code == "handling"


def test_a_refusal_is_stuck_at_once_with_what_they_said(town, abroad) -> None:
    city = remote(url=abroad.url, key=abroad.token, services={"*": "dragons"})
    handed_over(town, city)
    forwarding.send()

    row = Forward.objects.get()
    assert row.state == "stuck" and row.error.startswith("404:") and "service_code" in row.error


def test_a_case_taken_back_before_it_was_sent_is_not_sent(town) -> None:
    city = remote(adapter="failing")
    case = handed_over(town, city)
    cases.move(case.id, "recall", by=town.duty, given=worklist.Given(reason="派错了"))

    forwarding.send()

    assert Forward.objects.get().state == "withdrawn"


def test_an_end_that_comes_too_late_becomes_a_note(town) -> None:
    city = remote(adapter="demo")
    case = handed_over(town, city)
    forwarding.send()
    cases.move(case.id, "recall", by=town.duty, given=worklist.Given(reason="自己处理"))
    with clock.at(clock.now() + timedelta(minutes=3)):
        following.follow(now=True)

    here = cases.by_id(case.id)
    assert here.item.state.code == "filed"
    assert Remark.objects.get(case_id=case.id).text.startswith("[隔壁市]")


def test_the_demo_city_deals_with_it_after_two_minutes(town) -> None:
    city = remote(adapter="demo")
    case = handed_over(town, city)
    forwarding.send()
    following.follow(now=True)
    assert cases.by_id(case.id).item.state.code == "handling"
    with clock.at(clock.now() + timedelta(minutes=3)):
        following.follow(now=True)

    assert cases.by_id(case.id).item.state.code == "checking"


def test_a_city_that_cannot_be_asked_is_shown_and_changes_nothing(town) -> None:
    city = remote(adapter="demo")
    case = handed_over(town, city)
    forwarding.send()
    Remote.objects.update(adapter="failing")
    following.follow(now=True)

    assert "always down" in Remote.objects.get().error
    assert cases.by_id(case.id).item.state.code == "handling"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><service_requests><request/></service_requests>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_a_foreign_answer_is_read_with_distrust(monkeypatch, body) -> None:
    from lianzhi.exchange import outgoing

    monkeypatch.setattr(outgoing, "call", lambda *a, **k: outgoing.Answered(200, body, 1))

    with pytest.raises(outgoing.Unreachable):
        Open311(Target("https://city.example/v2", "k")).number_of("t")


def test_an_answer_without_a_number_is_no_receipt(monkeypatch) -> None:
    from lianzhi.exchange import outgoing
    from lianzhi.exchange.remotes.adapters import Outbound

    empty = b"<service_requests><request/></service_requests>"
    monkeypatch.setattr(outgoing, "call", lambda *a, **k: outgoing.Answered(200, empty, 1))

    with pytest.raises(Rejected):
        Open311(Target("https://city.example/v2", "k")).send(
            Outbound("LZ1", "road", "x", "", None, None), "k"
        )


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"adapter": "open311", "url": "https://city.example/v2", "private": False}, 0),
        ({"adapter": "open311", "url": "http://city.example/v2", "private": False}, 1),
        ({"adapter": "open311", "url": "", "key": ""}, 2),
        ({"adapter": "demo"}, 1),
        ({"adapter": "failing"}, 1),
    ],
)
def test_each_adapter_says_what_is_wrong_with_its_settings(town, values, found) -> None:
    assert len(forwarding.adapter_of(remote(**values)).check_config()) == found


def test_the_key_is_sealed(town) -> None:
    assert "lz_key" not in remote().key


def test_the_pages_show_what_is_stuck_and_release_it(town) -> None:
    access.save_role(
        "doorkeeper",
        name_zh="接口管理",
        permissions=["exchange.see", "exchange.edit", "access.edit"],
        by=desk.ROOT,
    )
    who = access.add_person("keeper", name="管理员", unit="command", password=None, by=desk.ROOT)
    access.grant(who.id, "doorkeeper", area_code=desk.TOWN, by=desk.ROOT)
    browser = Client()
    browser.force_login(User.objects.get(username="keeper"))
    made = browser.post(
        "/settings/remotes/new/",
        {
            "name": "隔壁市",
            "adapter": "failing",
            "url": "",
            "services": "road=001\n*=999",
            "active": "on",
            "attributes": 'what=sound crane>site\n001/permit="no"',
        },
    )
    assert made.status_code == 302, made.content.decode()
    city = Remote.objects.get()
    assert city.services == {"road": "001", "*": "999"}
    assert city.attributes == {"what": "sound crane>site", "001/permit": '"no"'}
    handed_over(town, city)
    Forward.objects.update(state="stuck", error="always down")

    page = browser.get(f"/settings/remotes/{city.pk}/").content.decode()
    assert "always down" in page and Forward.objects.get().case.number in page
    browser.post(f"/settings/remotes/{city.pk}/release/{Forward.objects.get().pk}/")
    assert Forward.objects.get().state == "waiting"
    assert "隔壁市" in browser.get("/settings/remotes/").content.decode()
