"""Forms as data: asked on any page, checked by one set of rules, kept with the version they were answered under."""
