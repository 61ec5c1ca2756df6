"""A workspace: the isolation boundary, its clock, calendar, policy and anchors."""
