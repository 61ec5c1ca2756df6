"""An id has one text, and so one leaf."""

import pytest

from goals.ledger.leaf import raw_id

ID = "0b3f6f3e-7a52-4c8d-9d0e-5a1c2b3d4e5f"


def test_an_id_is_sixteen_bytes():
    assert raw_id(ID).hex() == ID.replace("-", "")


@pytest.mark.parametrize(
    "text",
    [
        ID.upper(),
        ID.replace("-", ""),
        f"{{{ID}}}",
        f" {ID}",
        ID[:-2],
        f"{ID}00",
        f"{ID[:-2]}--",
        f"{ID[:-2]}  ",
        f"{ID[:7]}-{ID[7]}{ID[9:]}",
        f"{ID[:-1]}g",
        f"{ID[:-1]}\uff15",
        "",
    ],
)
def test_an_id_that_is_written_otherwise_is_none(text: str):
    with pytest.raises(ValueError):
        raw_id(text)
