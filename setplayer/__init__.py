"""The session soundscape and set-and-setting player for ketamine-assisted therapy.

A session is an append-only log of events and everything else is a function of it. `docs/architecture.md` is the
map: which package does what, and which may import which.
"""

import os

__version__ = "0.1.0"

# Before NumPy is first imported: on blocks as small as ours its linear algebra gains nothing from threads, and their
# busy waiting was measured to triple the processor time. The samples do not depend on it.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")
