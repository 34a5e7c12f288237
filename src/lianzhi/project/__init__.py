"""The top floor: settings, addresses, wiring and the `lianzhi` command."""
