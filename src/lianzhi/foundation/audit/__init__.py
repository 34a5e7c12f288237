"""The trail: what was done, by whom, to what. One hash chain that nobody can quietly rewrite."""
