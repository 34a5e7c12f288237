"""Messages of devices over MQTT: what they say, and the process that listens."""
