"""Milestones: the steps taken to obtain a goal; facts of its stream."""
