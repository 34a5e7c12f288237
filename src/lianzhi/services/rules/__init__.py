"""Pure rules of services: who comes of age, who has nobody at home, what may be shown."""
