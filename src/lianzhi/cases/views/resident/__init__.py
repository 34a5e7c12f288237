"""The resident's phone, /r/. Reading needs no login; a phone number is asked for only when something is sent."""
