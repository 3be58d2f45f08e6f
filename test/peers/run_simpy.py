"""The three tiers by SimPy: a process for each ticket, which keeps what it waited."""

import random

import simpy
from tri_tier import ARRIVALS_PER_HOUR, GOES_UP, MUS, PEOPLE, SIGMA, tell


def simulate(tickets, seed):
    chance = random.Random(seed)
    world = simpy.Environment()
    tiers = [simpy.Resource(world, capacity=people) for people in PEOPLE]
    waits = [[] for _ in tiers]

    def ticket():
        for tier, desk in enumerate(tiers):
            queued = world.now
            with desk.request() as turn:
                yield turn
                waits[tier].append(world.now - queued)
                yield world.timeout(chance.lognormvariate(MUS[tier], SIGMA))
            if chance.random() >= GOES_UP[tier]:
                return

    def customers():
        for _ in range(tickets):
            yield world.timeout(chance.expovariate(ARRIVALS_PER_HOUR))
            world.process(ticket())

    world.process(customers())
    world.run()
    return lambda: waits


tell(simulate)
