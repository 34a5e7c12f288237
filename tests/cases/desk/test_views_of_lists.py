"""Saved views and the look of a list: kept on the server, for one person, shared or preferred."""

import pytest
from support.desk import browser

from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.ui.models import ListSetting, SavedView

LATE = {
    "list": "desk:board",
    "name": "Late ones",
    "query": "light=red&page=3&status=filed",
    "next": "/desk/?x=1",
}


def saved(client, **more) -> SavedView:
    answer = client.post("/ui/views/", LATE | more)
    assert answer.status_code == 302
    return SavedView.objects.latest("pk")


def names(client) -> set[str]:
    return {view.name for view in client.get("/desk/").context["listing"].memory.views}


def test_a_view_keeps_the_filters_and_leads_back_to_them(town, duty):
    answer = duty.post("/ui/views/", LATE)
    view = SavedView.objects.get()
    assert answer.url == f"/desk/?view={view.pk}&light=red&status=filed"
    memory = duty.get(answer.url).context["listing"].memory
    assert (memory.view.name, memory.changed) == ("Late ones", False)
    assert duty.get(f"{answer.url}&hot=on").context["listing"].memory.changed


def test_the_same_name_again_replaces_it(town, duty):
    saved(duty)
    saved(duty, query="hot=on")
    assert [view.query for view in SavedView.objects.all()] == ["hot=on"]


def test_who_sees_a_view(town, duty):
    colleague, worker = browser(town.checker), browser(town.workers["works"])
    saved(duty)
    assert (names(colleague), names(worker)) == (set(), set())
    saved(duty, shared="unit")
    assert (names(colleague), names(worker)) == ({"Late ones"}, set())
    saved(duty, shared="all")
    assert names(worker) == {"Late ones"}
    assert Entry.objects.filter(action="ui.share_view").count() == 2


def test_the_bare_list_opens_with_the_default_and_reset_does_not(town, duty):
    view = saved(duty, default="1")
    assert duty.get("/desk/").url == f"/desk/?view={view.pk}&light=red&status=filed"
    assert duty.get("/desk/?view=").status_code == 200
    assert browser(town.checker).get("/desk/").status_code == 200
    duty.post("/ui/views/default/", {"list": "desk:board", "id": "", "next": "/desk/"})
    assert duty.get("/desk/").status_code == 200


def test_a_default_that_is_deleted_or_no_longer_shared_is_none(town, duty):
    view, colleague = saved(duty, shared="all"), browser(town.workers["works"])
    colleague.post("/ui/views/default/", {"list": "desk:board", "id": view.pk, "next": "/desk/"})
    assert colleague.get("/desk/").status_code == 302
    saved(duty)
    assert colleague.get("/desk/").status_code == 200
    duty.post(f"/ui/views/{view.pk}/delete/", {"next": "/desk/?hot=on"})
    assert not ListSetting.objects.exclude(default=None).exists()


def test_only_the_owner_deletes_a_view(town, duty):
    view, colleague = saved(duty, shared="all"), browser(town.checker)
    assert colleague.post(f"/ui/views/{view.pk}/delete/", {"next": "/desk/"}).status_code == 403
    view = saved(duty)
    assert colleague.post(f"/ui/views/{view.pk}/delete/", {"next": "/desk/"}).status_code == 404
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   "])
def test_a_view_needs_a_name(town, duty, name):
    assert duty.post("/ui/views/", LATE | {"name": name}).status_code == 422
    assert not SavedView.objects.exists()


def test_nobody_is_led_to_another_house(town, duty):
    assert duty.post("/ui/views/", LATE | {"next": "https://elsewhere.example/x"}).url.startswith("/?view=")


def test_columns_and_density_are_the_person_s_own_on_every_machine(town, duty):
    town.report()
    look = {"list": "desk:board", "next": "/desk/", "all": ["light", "units", "source"], "column": ["source"],
            "density": "compact"}  # fmt: skip
    assert duty.post("/ui/columns/", look).url == "/desk/"
    page = browser(town.duty).get("/desk/")
    shown = page.context["listing"].columns
    assert "source" in shown and not {"light", "units"} & shown and "matter" in shown
    assert 'data-density="compact"' in page.content.decode()
    assert "units" in browser(town.checker).get("/desk/").context["listing"].columns
    duty.post("/ui/columns/", {"list": "desk:board", "next": "/desk/", "reset": "1", "all": ["light"]})
    assert "light" in duty.get("/desk/").context["listing"].columns


def test_a_column_s_head_sorts_and_says_so(town, duty):
    town.report()
    page = duty.get("/desk/?order=due")
    assert 'aria-sort="ascending"' in page.content.decode()
    [left] = [head for head in page.context["listing"].heads if head.column.key == "left"]
    assert "order=last_due" in left.url
