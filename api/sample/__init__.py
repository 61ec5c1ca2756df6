"""Example goals: what two articles say, told on as a year; and a goal that was really changed, with real readings."""
