"""Put a static encoder into a space folder.

python release/add_static.py src/laborspace/release corpus/
"""

import sys

from laborspace.building import add_static
from laborspace.corpus import Corpus

if __name__ == "__main__":
    said = add_static(sys.argv[1], Corpus.load(sys.argv[2]))
    print(said["agreement"])
