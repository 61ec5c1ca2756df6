"""About a KPI."""
