"""Prints the loss of a checkpoint over a split, without weight decay, with all digits.

    print_loss.py CHECKPOINT DATA SPLIT NORMALIZATION
"""

import sys

from reference import Model, Problem, read_sequences

checkpoint, data, split, normalization = sys.argv[1:]
model = Model.read(checkpoint)
print(repr(float(Problem(model, read_sequences(data, split), normalization).loss(model.parameters))))
