"""Settings by situation: base, demo, test, production. Chosen by DJANGO_SETTINGS_MODULE."""
