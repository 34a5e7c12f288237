"""Webhooks: who is told, what is on its way, and sending it."""
