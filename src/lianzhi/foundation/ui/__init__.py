"""The look of every page. Rooms use ``ui.api``, the page shapes and the template tags."""
