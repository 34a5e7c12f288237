"""What the administration keeps of this room: catalogues, the deadline matrix, tables that are handed in."""
