"""The reliability campaign: what the design promises, tried against the real program."""
