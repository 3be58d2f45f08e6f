"""The three tiers by Ciw, which keeps a record of each visit."""

import ciw
from tri_tier import ARRIVALS_PER_HOUR, GOES_UP, MUS, PEOPLE, SIGMA, tell

NETWORK = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS_PER_HOUR), None, None],
    service_distributions=[ciw.dists.Lognormal(mean=mu, sd=SIGMA) for mu in MUS],
    routing=[[0.0, GOES_UP[0], 0.0], [0.0, 0.0, GOES_UP[1]], [0.0, 0.0, 0.0]],
    number_of_servers=list(PEOPLE),
)


def simulate(tickets, seed):
    ciw.seed(seed)
    simulation = ciw.Simulation(NETWORK)
    simulation.simulate_until_max_customers(tickets, method="Finish")

    def waits():
        by_tier = [[] for _ in PEOPLE]
        for record in simulation.get_all_records():
            by_tier[record.node - 1].append(record.waiting_time)
        return by_tier

    return waits


tell(simulate)
