"""Proving a phone number: what is forgiven, what is counted, what is kept."""

from datetime import timedelta

import pytest

from lianzhi.foundation.access import actions
from lianzhi.foundation.access.models import PhoneCode, Resident
from lianzhi.foundation.access.rules.phone import clean_phone, mask_phone
from lianzhi.kernel import clock
from lianzhi.kernel.errors import BadInput

PHONE = "13800000001"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(PHONE, PHONE), ("138 0000 0001", PHONE), ("+86 138-0000-0001", PHONE), ("１３８００００0001", PHONE)],
)
def test_a_number_is_read_however_it_is_typed(typed: str, kept: str) -> None:
    assert clean_phone(typed) == kept


@pytest.mark.parametrize("typed", ["", "1380000000", "138000000011", "12800000001", "0571-88888888", "phone"])
def test_what_is_not_a_mobile_number_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        clean_phone(typed)

    assert refused.value.field == "phone"


def test_numbers_are_shown_masked() -> None:
    assert mask_phone(PHONE) == "138****0001"


@pytest.mark.django_db
class TestProof:
    def test_the_right_code_makes_one_resident_however_often(self) -> None:
        for _time in range(2):
            phone, code = actions.make_phone_code(PHONE)
            actions.prove_phone(phone, code)

        assert Resident.objects.count() == 1

    def test_the_number_is_nowhere_in_clear(self) -> None:
        phone, code = actions.make_phone_code(PHONE)

        resident = actions.prove_phone(phone, code)

        assert PHONE not in resident.phone_sealed + resident.phone_blind
        assert code not in PhoneCode.objects.get().code_digest

    def test_a_code_works_once(self) -> None:
        phone, code = actions.make_phone_code(PHONE)
        actions.prove_phone(phone, code)

        with pytest.raises(BadInput):
            actions.prove_phone(phone, code)

    def test_after_five_wrong_tries_the_right_code_is_refused_too(self) -> None:
        phone, code = actions.make_phone_code(PHONE)
        wrong = "000000" if code != "000000" else "111111"
        for _try in range(actions.TRIES_PER_CODE):
            with pytest.raises(BadInput):
                actions.prove_phone(phone, wrong)

        with pytest.raises(BadInput):
            actions.prove_phone(phone, code)

        assert Resident.objects.count() == 0

    def test_an_old_code_is_refused(self) -> None:
        phone, code = actions.make_phone_code(PHONE)

        with clock.at(clock.now() + actions.CODE_LIVES + timedelta(seconds=1)), pytest.raises(BadInput):
            actions.prove_phone(phone, code)

    def test_a_sixth_code_within_an_hour_is_refused(self) -> None:
        for _time in range(actions.CODES_PER_HOUR):
            actions.make_phone_code(PHONE)

        with pytest.raises(BadInput, match="Too many"):
            actions.make_phone_code(PHONE)

        assert PhoneCode.objects.count() == actions.CODES_PER_HOUR
