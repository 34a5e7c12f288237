"""Pure rules of circles: who answers for a place, what may be shown, what counts."""
