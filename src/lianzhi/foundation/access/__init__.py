"""Who may do what, to which things, in which area. Default: nobody."""
