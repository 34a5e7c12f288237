"""Work that is not done in the page: tasks and periodic jobs."""
