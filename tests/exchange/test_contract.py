"""The REST interface keeps to its OpenAPI document whatever is sent.  The full run is ``bench/contract.py``."""

import pytest
from support.contract import hold
from support.programs import program

EXAMPLES = 6


@pytest.mark.filterwarnings("ignore")
def test_no_server_error_and_no_answer_outside_the_document(town, duty, settings, tmp_path) -> None:
    settings.FILES_ROOT = tmp_path
    numbers = [town.report().number, town.dispatched().number, town.checked().number]
    tokens = {
        "duty": duty.token,
        "reader": program(town.reader).token,
        "checker": program(town.checker).token,
        "handler": program(town.workers["works"]).token,
        "reads only": program(town.duty, "cases:read").token,
        "nobody": "",
    }

    outcome = hold(tokens, numbers, examples=EXAMPLES)

    assert outcome.failures == []
    assert {200, 201, 401, 403, 404, 409, 422} <= outcome.statuses.keys(), outcome.statuses
