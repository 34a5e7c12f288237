"""Addresses of the register."""
