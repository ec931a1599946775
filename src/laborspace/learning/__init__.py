"""Learning: from a corpus to an encoder. Needs the extra ``train``."""
