"""What every room stands on: who may, what happened, what must be done by when, and how it looks."""
