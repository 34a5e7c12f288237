"""What happened, told to other rooms: a transactional outbox with idempotent consumers."""
