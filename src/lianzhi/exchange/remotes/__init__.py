"""Other cities: hand a case over, follow it, take the result back."""
