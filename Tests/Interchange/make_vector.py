"""Writes a random vector in the space of a checkpoint's parameters.

    make_vector.py CHECKPOINT FILE SEED
"""

import sys

import numpy as np

from make_problem import write_vector
from reference import Model

checkpoint, path, seed = sys.argv[1:]
write_vector(path, Model.read(checkpoint), np.random.default_rng(int(seed)))
