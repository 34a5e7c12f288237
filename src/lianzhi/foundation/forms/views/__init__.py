"""The editor, /settings/forms/."""
