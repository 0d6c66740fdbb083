"""Each source has a contract; whatever differs from it becomes a ticket to the source's owner."""

import pandas as pd

CONTRACTS = {
    "orders": {
        "owner": "payments team",
        "we_are_registered": True,
        "columns": {"customer": "int64", "amount": "float64", "currency": "str"},
        "values": {"currency": {"EUR", "CHF"}},
        "release": "2026.3",
    }
}


def contract_of(table):
    return {name: "str" if kind == "object" else str(kind) for name, kind in table.dtypes.items()}


def tickets(name, table, release, contracts=CONTRACTS):
    """One ticket for each thing that is no longer as agreed, addressed to the source's owner."""
    contract = contracts.get(name)
    if contract is None:
        return [f"{name}: used, but nobody has agreed on anything"]
    found, columns = [], contract_of(table)
    if not contract["we_are_registered"]:
        found.append("they do not know that we use it")
    if release != contract["release"]:
        found.append(f"release {release}, agreed was {contract['release']}")
    for column, kind in contract["columns"].items():
        if column not in columns:
            found.append(f"{column} is gone")
        elif columns[column] != kind:
            found.append(f"{column} is {columns[column]}, agreed was {kind}")
        elif new := set(table[column]) - contract["values"].get(column, set(table[column])):
            found.append(f"{column} has new values: {', '.join(sorted(new))}")
    return [f"{contract['owner']}, {name}: {what}" for what in found]


ORDERS = pd.DataFrame({"customer": [1, 2], "amount": [9.5, 20.0], "currency": ["EUR", "CHF"]})


def test_a_source_that_keeps_its_contract_makes_no_ticket():
    assert tickets("orders", ORDERS, "2026.3") == []


def test_a_renamed_column_and_a_new_release_are_caught():
    renamed = ORDERS.rename(columns={"amount": "amount_net"})
    assert tickets("orders", renamed, "2026.4") == [
        "payments team, orders: release 2026.4, agreed was 2026.3",
        "payments team, orders: amount is gone",
    ]


def test_a_new_meaning_under_the_old_name_is_caught():
    changed = ORDERS.assign(amount=[950, 2000], currency=["EUR", "USD"])
    assert tickets("orders", changed, "2026.3") == [
        "payments team, orders: amount is int64, agreed was float64",
        "payments team, orders: currency has new values: USD",
    ]
