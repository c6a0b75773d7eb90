"""Whole-system schedules: by seed people act while things break, and what they were told is held against what is."""

# Names the fault that a schedule's processes plant in themselves; nothing of the product reads it.
PLANTED = "CBM_PLANTED"
