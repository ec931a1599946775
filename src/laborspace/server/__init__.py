"""The verbs over HTTP (``laborspace serve``) and as tools of an assistant (``laborspace mcp``).

:mod:`.verbs` is the one list of what can be asked, each entry one call into the library;
:mod:`.app` makes routes of it and :mod:`.tools` makes tools of it. No analysis happens here.
"""
