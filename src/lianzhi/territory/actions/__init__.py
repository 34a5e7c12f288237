"""Change the tree, the address base and the rooms. One verb each."""
