"""Addresses of the cases room, one file for each of its three places."""
