"""The components say what they should, in words and not by colour alone."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override


def show(template: str, **context: object) -> str:
    request = RequestFactory().get("/list/?tab=mine&page=2")
    with override("en"):
        return engines["django"].engine.from_string(template).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("colour", "word"),
    [("green", "In time"), ("yellow", "Due soon"), ("red", "Overdue"), (None, "No deadline")],
)
def test_a_light_has_a_word_and_a_shape_of_its_own(colour: str | None, word: str) -> None:
    html = show("{% light colour %}", colour=colour)

    assert word in html
    assert html.count("<path") + html.count("<circle") >= 1


def test_lights_differ_in_shape() -> None:
    shapes = {
        show("{% light c %}", c=c).split('class="shape"')[1][:30] for c in ("green", "yellow", "red", "off")
    }

    assert len(shapes) == 4


def test_a_countdown_is_readable_without_scripts_and_ticks_with_them() -> None:
    now = timezone.now()
    due = now + timedelta(hours=3, minutes=30, seconds=30)

    html = show("{% countdown due 'yellow' since %}", due=due, since=now)

    assert "3 h 30 min left" in html
    assert 'data-light="yellow"' in html
    assert f'datetime="{due.isoformat()}"' in html and "data-since=" in html


def test_a_countdown_past_its_time_is_overdue_and_one_without_a_time_says_so() -> None:
    assert "overdue by 2 d" in show("{% countdown due %}", due=timezone.now() - timedelta(days=2, seconds=5))
    assert "No deadline" in show("{% countdown None %}")


def test_times_are_shown_in_the_zone_of_the_town() -> None:
    moment = datetime(2026, 3, 1, 17, 5, tzinfo=UTC)

    html = show("{{ m|moment }}", m=moment)

    assert "2026-03-02 01:05" in html
    assert 'datetime="2026-03-02T01:05:00+08:00"' in html


def test_an_absent_time_is_a_dash() -> None:
    assert show("{{ m|when }}{{ m|moment }}{{ m|day }}{{ m|ago }}{{ m|span }}", m=None) == "–" * 5


def test_a_day_is_written_as_the_language_writes_it() -> None:
    assert 'datetime="2026-11-22"' in show("{{ d|day }}", d=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0 min"), (timedelta(minutes=59), "59 min"), (timedelta(hours=1), "1 h"),
        (timedelta(hours=25), "1 d 1 h"), (timedelta(days=1, minutes=5), "1 d"), (timedelta(minutes=-61), "1 h 1 min"),
    ],
)  # fmt: skip
def test_a_length_is_said_in_its_two_largest_units(length: timedelta, text: str) -> None:
    assert show("{{ length|span }}", length=length) == text


def test_confidence_says_how_sure_and_when_to_check() -> None:
    assert "Automatic 87 %" in show("{% confidence 0.87 %}")
    assert "needs a person" not in show("{% confidence 0.87 %}")
    assert "needs a person" in show("{% confidence 0.41 %}")
    assert "Set by a person" in show("{% confidence 0.41 'staff' %}")


def test_what_people_typed_is_escaped_in_every_component() -> None:
    bad = "<script>x</script>"
    entry = SimpleNamespace(title=bad, at=None, text=bad, actor=bad, unit=bad, tone="", photos=[])
    template = (
        "{% tag bad %}{% fact bad bad %}{% timeline entries %}{% nothing_yet bad bad %}{% kpi bad bad %}"
        "{% breadcrumb bad '/' bad %}{% tabs items 'a' %}{% stepper steps 1 %}"
        "{% dialog id='d' title=bad %}{{ bad }}{% enddialog %}"
    )

    html = show(template, bad=bad, entries=[entry], items=[("a", bad, "/")], steps=[bad])

    assert "<script>" not in html
    assert html.count("&lt;script&gt;") >= 12


def test_an_empty_fact_shows_a_dash() -> None:
    assert show("{% fact 'Answer' '' %}") == "<dt>Answer</dt><dd>–</dd>"


class Sample(forms.Form):
    text = forms.CharField(help_text="In one sentence.", widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(required=False)


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    form = Sample({"kind": "a"})
    form.is_valid()

    html = show("{% field form.text %}", form=form)

    assert '<label for="id_text">' in html and "required" in html
    assert 'aria-describedby="id_text-error id_text-hint"' in html
    assert 'id="id_text-hint"' in html and 'id="id_text-error"' in html and 'aria-invalid="true"' in html


def test_choices_are_a_group_with_a_legend_and_a_single_box_has_its_label_beside() -> None:
    html = show("{% field form.kind kind='cards' %}{% field form.sure %}", form=Sample())

    assert "<fieldset" in html and "<legend>Kind" in html and "choices-cards" in html
    assert html.count('type="radio"') == 2
    assert html.count('type="checkbox"') == 1


def test_the_rating_picker_offers_five_grades_best_first_and_marks_the_chosen() -> None:
    html = show("{% rating_picker name='grade' value='2' %}")

    assert [html.index(f'value="{grade}"') for grade in (5, 4, 3, 2, 1)] == sorted(
        html.index(f'value="{grade}"') for grade in (5, 4, 3, 2, 1)
    )
    assert html.count("checked") == 1 and 'value="2" required checked' in html


def test_pagination_shows_the_total_and_keeps_the_query() -> None:
    page = Paginator(range(95), 10).get_page(2)

    html = show("{% pagination page %}", page=page)

    assert "95 entries" in html
    assert 'href="?tab=mine&amp;page=3"' in html
    assert 'aria-current="page">2<' in html


def test_one_page_needs_no_page_numbers() -> None:
    assert "href" not in show("{% pagination page %}", page=Paginator(range(3), 10).get_page(1))


def test_a_link_to_a_page_that_no_room_offers_is_empty() -> None:
    assert show("{% link 'nowhere:at_all' %}") == ""


def test_a_name_follows_the_language() -> None:
    thing = SimpleNamespace(name_zh="河东村", name_en="Hedong")

    assert show("{{ thing|name_in }}", thing=thing) == "Hedong"
    assert show("{{ thing|name_in:'zh-hans' }}", thing=thing) == "河东村"
    assert show("{{ thing|name_in:'en' }}", thing=SimpleNamespace(name_zh="河东村", name_en="")) == "河东村"
