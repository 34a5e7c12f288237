"""Tags of the wall."""
