"""Pure rules of emergencies: plans as data, when one is proposed, who was late."""
