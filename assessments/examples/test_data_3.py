"""Each feature has a price, counted in look-ups, and may not cost more than its gain allows."""

LOOKUPS_PER_REQUEST = 4
LOOKUPS_PER_POINT = 2  # a point of gain is 0.01 of the area under the curve


class CountingStore:
    """Stands before the real source and counts what is asked of it."""

    def __init__(self, tables):
        self.tables, self.lookups = tables, 0

    def read(self, table, customer):
        self.lookups += 1
        return self.tables[table].get(customer, [])


def spend(store, customer):
    return sum(store.read("orders", customer))


def complaints(store, customer):
    return len(store.read("complaints", customer))


def returned_share(store, customer):
    orders = store.read("orders", customer)
    returned = [order for order in orders if order in store.read("returns", customer)]
    return len(returned) / len(orders)


def too_dear(features, gain, customer="kim"):
    """Features that cost more look-ups than they are worth, and the sum if it breaks the budget."""
    costs = {}
    for name, feature in features.items():
        store = CountingStore(TABLES)
        feature(store, customer)
        costs[name] = store.lookups
    over = [name for name in costs if costs[name] > LOOKUPS_PER_POINT * gain[name]]
    return over + (["all together"] if sum(costs.values()) > LOOKUPS_PER_REQUEST else [])


TABLES = {"orders": {"kim": [50, 90, 20, 70]}, "complaints": {"kim": ["late"]}, "returns": {}}
FEATURES = {"spend": spend, "complaints": complaints}
GAIN = {"spend": 3.0, "complaints": 0.8, "returned_share": 0.5}  # from the ablation of data-2


def test_the_features_of_the_release_are_worth_their_price():
    assert too_dear(FEATURES, GAIN) == []


def test_a_look_up_for_each_order_is_caught():
    dear = FEATURES | {"returned_share": returned_share}
    assert too_dear(dear, GAIN) == ["returned_share", "all together"]
