import pytest

from helpers.errors import PresslensError
from helpers.language.nets import count_cores


def test_cores_are_no_more_than_there_are_and_than_are_given(monkeypatch):
    monkeypatch.delenv("PRESSLENS_CORES", raising=False)
    there = count_cores()
    for given, cores in (("1", 1), (" 1 ", 1), ("", there), ("9999", there)):
        monkeypatch.setenv("PRESSLENS_CORES", given)
        assert cores == count_cores()


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5"])
def test_no_number_of_cores_is_one_line(given, monkeypatch):
    monkeypatch.setenv("PRESSLENS_CORES", given)
    with pytest.raises(PresslensError, match=f"PRESSLENS_CORES is '{given}', no number of cores; set it to 1 or more"):
        count_cores()
