"""Amounts and days as Hypothesis draws them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
any_amounts = st.decimals(
    min_value=Decimal("-999999999999999999.999999999"),
    max_value=Decimal("999999999999999999.999999999"),
    places=9,
)
positive = st.decimals(min_value=Decimal("0.0001"), max_value=10**9, places=4)
changes = st.decimals(min_value=-1000, max_value=1000, places=2)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))
spans = st.integers(min_value=1, max_value=2000)
