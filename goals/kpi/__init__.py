"""KPIs: what is measured, and how its readings combine."""
