"""Pages of the cases room: residents' phone, grid workers' phone, desk."""
