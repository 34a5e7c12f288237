"""Work that runs by the clock or in the background: each due run happens once, whoever does it."""
