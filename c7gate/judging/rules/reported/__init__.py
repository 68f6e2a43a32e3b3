"""Rules that only pass on what reading or scoring found in their name; each is loaded where something was found."""
