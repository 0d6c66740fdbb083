"""A made-up person is deleted and must be gone everywhere; no store holds an address in clear."""

import pandas as pd

ADDRESS = r"[\w.+-]+@[\w-]+\.\w+|\+?\d[\d /-]{7,}\d"  # of mail, or a telephone number
MADE_UP = "person-0"


def pipeline(orders):
    """Every store that the training pipeline fills on its way, by name."""
    kept = orders.drop(columns="email")
    spend = kept.groupby("person", as_index=False)["amount"].sum()
    return {"orders": kept, "features": spend, "training": spend.sample(frac=0.9, random_state=7)}


def delete(stores, person):
    return {name: rows[rows["person"] != person] for name, rows in stores.items()}


def left_behind(stores, person):
    """Stores in which the person can still be found, in any column."""
    return [name for name, rows in stores.items() if rows.astype(str).eq(person).any(axis=None)]


def in_clear(stores):
    """Columns that hold mail addresses or telephone numbers."""
    return [
        f"{name}.{column}"
        for name, rows in stores.items()
        for column in rows.select_dtypes(exclude="number")
        if rows[column].astype(str).str.contains(ADDRESS).any()
    ]


def orders(rows=40):
    people = [f"person-{number % 8}" for number in range(rows)]
    emails = [f"{person}@example.org" for person in people]
    return pd.DataFrame({"person": people, "email": emails, "amount": range(rows)})


def test_a_deleted_person_is_gone_and_no_address_is_kept():
    stores = pipeline(orders())
    assert "orders" in left_behind(stores, MADE_UP), "the trial needs a person who was there"
    assert left_behind(delete(stores, MADE_UP), MADE_UP) == []
    assert in_clear(stores) == []


def test_a_copy_that_deletion_does_not_reach_is_caught():
    stores = pipeline(orders())
    after = delete(stores, MADE_UP) | {"cache": stores["orders"]}
    assert left_behind(after, MADE_UP) == ["cache"]


def test_a_telephone_number_in_a_note_is_caught():
    notes = pd.DataFrame({"person": ["person-1"], "note": ["call back at +49 30 1234567"]})
    assert in_clear(pipeline(orders()) | {"notes": notes}) == ["notes.note"]
