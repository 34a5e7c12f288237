"""Photos: taken in safely, kept by content, shown only to whom a room allows."""
