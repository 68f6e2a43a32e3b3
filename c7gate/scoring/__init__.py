"""The arithmetic: calendars, evidence days, consistency, the criteria of the gates."""
