"""No pages yet."""

urlpatterns: list = []
