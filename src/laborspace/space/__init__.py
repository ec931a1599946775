"""What a user loads: entities, vectors, relations, encoder and where they came from."""
