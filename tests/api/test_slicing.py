"""Pages of what is found as a whole."""

from api.contract.pages import Page
from api.routes.paging import told_sliced


def test_what_is_not_on_the_page_is_not_told():
    told: list[int] = []

    def tell(number: int) -> dict[str, int]:
        told.append(number)
        return {"number": number}

    found = told_sliced(range(1000), Page(limit=2, after=(500,)), tell)
    assert found is not None
    assert (list(found.items), told) == ([{"number": 500}, {"number": 501}], [500, 501])
