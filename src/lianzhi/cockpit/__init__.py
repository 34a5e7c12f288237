"""The cockpit: the town on one wall, live, and from every figure a way to the matter behind it."""
