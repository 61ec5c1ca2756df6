"""Goals: an aim, a KPI, a baseline, a target and a window, and how they were moved."""
