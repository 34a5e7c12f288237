"""Rows into the register: checked, met with what is there, written by the batch. Single entries come the same way."""
