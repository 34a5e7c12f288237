"""Messages that leave the house: text messages to residents and staff."""
