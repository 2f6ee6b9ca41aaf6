"""The pages of organisations, people, bodies and invitations, by noun."""
