"""Open311 GeoReport v2, served: services, requests, updates."""
