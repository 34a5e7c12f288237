"""One closed-loop engine: states and moves are versioned data (see README.md)."""
