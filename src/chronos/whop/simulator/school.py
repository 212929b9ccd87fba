"""School: the world in which `chronos whop simulate` begins."""

from chronos.whop.simulator.state import Simulator


def with_school(simulator: Simulator) -> Simulator:
    """Give the simulator a school with two products and a team, the company that sells Chronos, and three people."""
    world = simulator.world
    school = world.add_company("Photography School", owner="Ada Lovelace")
    world.add_product(school, "Photography Course")
    world.add_product(school, "Lifetime Pass", is_one_time=True)
    school.team[world.add_person("Max Moderator").id] = "moderator"
    school.invited["new.colleague@example.com"] = "admin"
    for name in ("Sam Student", "Kim Learner"):
        world.add_person(name)
    operator = world.add_company("Chronos", owner="Olga Operator")
    world.add_product(operator, "Chronos Pro")
    simulator.operator_id = operator.id
    return simulator
