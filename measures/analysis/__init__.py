"""The readings: what is computed from the record for an audience and a day. Pure; nothing here writes."""
