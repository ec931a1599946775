"""What an entity requires, employs or operates in, estimated from the relations of others.

``observed.py`` reads a relation as a table of sources by targets, ``ground.py`` lays out what is
known beside vectors and groups, ``ridge.py`` spreads it over
near entities, ``calibration.py`` turns scores into probabilities, shares and intervals.
"""
