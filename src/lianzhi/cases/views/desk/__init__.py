"""The desk (/desk/): the duty officer's list beside the map, one case, a department's inbox, reports by phone."""
