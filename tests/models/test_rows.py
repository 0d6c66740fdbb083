"""Ids come in few lengths, so that few statements are put together."""

import pytest

from assessments.models.rows import STEP, filled


@pytest.mark.parametrize("number", [0, 1, STEP, STEP + 1])
def test_ids_are_filled_up_with_some_that_nobody_has(number: int) -> None:
    ids = list(range(1, number + 1))
    found = filled(ids)
    assert found[:number] == ids
    assert len(found) % STEP == 0 and 0 < len(found) < number + STEP + (number == 0)
    assert all(pk < 0 for pk in found[number:])
    assert len(set(found)) == len(found)
