"""The invented reports: every category has a voice, the shares are as stated, the same number says the same."""

import re
from collections import Counter

import pytest
from town_plans import town

from lianzhi.cases.actions.seed import DATA, read_categories
from lianzhi.cases.rules.report import clean_text
from lianzhi.kernel import similar
from lianzhi.simulation.voices import HOURS, NOWHERE, PINNED, Voices, archive, grammar, shares
from lianzhi.simulation.writing import replies

OPENED_BY_ROOMS = {
    "gas-cylinder",
    "safety-risk",
    "school-places",
    "property-service",
    "social-security",
    "community-welfare",
    "online-fraud",
    "privacy-leak",
}  # nobody writes about these in his own words, or the reporter chooses the kind
CODES = {
    row["code"]: row["module"]
    for row in read_categories((DATA / "categories.yaml").read_text(encoding="utf-8"))
    if row["code"] not in OPENED_BY_ROOMS
}


@pytest.fixture(scope="module")
def voices() -> Voices:
    return Voices(7, town(0.3).places)


def test_every_category_of_the_town_has_a_voice_and_results() -> None:
    assert set(shares()) == set(CODES)
    assert set(replies()["result"]) == set(CODES)


def test_the_shares_are_those_that_the_head_of_the_data_states() -> None:
    """D-12: 395 of 27,087 snaps are disputes, 1.46 %."""
    by_module = Counter()
    for code, share in shares().items():
        by_module[CODES[code]] += share

    assert sum(shares().values()) == 10_000
    assert shares()["dispute"] == 146
    assert by_module == {
        "enforcement": 4850,
        "livelihood": 3520,
        "safety": 860,
        "economy": 420,
        "control": 220,
        "party": 130,
    }
    assert sum(HOURS) == 1000


def test_the_same_number_says_the_same_whatever_was_said_before(voices) -> None:
    other = Voices(7, reversed(town(0.3).places))
    said = [voices.say(n) for n in range(50)]

    assert [other.say(n) for n in reversed(range(50))][::-1] == said
    assert [Voices(8, town(0.3).places).say(n).text for n in range(50)] != [s.text for s in said]


@pytest.mark.parametrize("category", sorted(CODES))
def test_what_is_said_can_be_taken_in_and_leaves_no_slot_open(voices, category) -> None:
    spoken = [voices.say(n, category) for n in range(60)]

    assert {s.truth for s in spoken} == {category}
    for s in spoken:
        assert clean_text(s.text) == s.text
        assert not re.search(r"[\[\]{}|]", s.text)
        assert "。。" not in s.text
    assert len({s.text for s in spoken}) >= 45


def test_texts_are_various_enough_to_learn_from(voices) -> None:
    texts = [voices.say(n).text for n in range(2000)]

    assert len(set(texts)) > 1900
    assert len(set(similar.near_duplicates(texts[:600], threshold=0.4))) > 400


def test_reporters_differ_in_what_they_give(voices) -> None:
    spoken = [voices.say(n) for n in range(3000)]
    chosen = [s for s in spoken if s.chosen]

    assert 0.5 < len(chosen) / len(spoken) < 0.6
    assert 0.01 < sum(s.chosen != s.truth for s in chosen) / len(chosen) < 0.07
    assert 0.68 < sum(s.where == PINNED for s in spoken) / len(spoken) < 0.76
    assert all(s.place_text == "" for s in spoken if s.where == NOWHERE)


def test_a_town_without_a_market_still_has_places_to_speak_of() -> None:
    few = [place for place in town(0.05).places if place.kind in ("home", "house")]

    spoken = [Voices(1, few).say(n) for n in range(200)]

    assert {s.at.kind for s in spoken} <= {"home", "house"}


def test_the_archive_knows_every_category(voices) -> None:
    counts = Counter(label for _text, label in archive(voices, 300, least=10))

    assert set(counts) == set(CODES)
    assert min(counts.values()) >= 10
    assert sum(counts.values()) >= 300


def test_every_slot_of_the_grammar_has_words() -> None:
    slots = set()
    for kind in grammar()["categories"].values():
        for text in (*kind["say"], *kind["more"], *kind["want"], *kind["vague"]):
            slots |= set(re.findall(r"\{(\w+)\}", text))

    assert slots - {"place"} <= set(grammar()["words"])
