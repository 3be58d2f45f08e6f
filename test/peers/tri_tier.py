"""Three tiers, first come first served, lognormal work with cv 1; a ticket that a tier cannot solve goes up. Hours."""

import json
import math
import sys
import time

ARRIVALS_PER_HOUR = 34 / 3
PEOPLE = (10, 4, 2)
GOES_UP = (0.2, 0.25, 0.0)
MEANS = (3 / 4, 24 / 17, 45 / 17)
SIGMA = math.sqrt(math.log(2))
MUS = tuple(math.log(mean) - SIGMA**2 / 2 for mean in MEANS)


def tell(simulate):
    """Runs `simulate(tickets, seed)`, which returns how to get the waits by tier, so often; a JSON line for each run.

    Arguments of the program: tickets, runs, first seed. The time is that of the run alone.
    """
    tickets, runs, seed = (int(argument) for argument in sys.argv[1:4])
    for run in range(runs):
        start = time.perf_counter()
        waits_of = simulate(tickets, seed + run)
        seconds = time.perf_counter() - start
        waits = [math.fsum(waits) / len(waits) for waits in waits_of()]
        print(json.dumps({"seconds": seconds, "waits": waits}), flush=True)
