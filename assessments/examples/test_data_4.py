"""Rules about whole classes of input are a list that a program holds the model against."""

# Source: the reason why no feature may come from it, however indirectly.
FORBIDDEN = {
    "person.gender": "protected attribute",
    "person.birthplace": "protected attribute",
    "crm_v1.segment": "switched off in March, use crm_v2",
    "panel.income": "licence ends at the project's border",
}

# What the model is made of: each feature, and what it is computed from.
SPECIFICATION = {
    "spend_90_days": ["orders.amount", "orders.date"],
    "tenure": ["person.signed_up"],
    "spend_per_month_of_tenure": ["spend_90_days", "tenure"],
}


def origins(name, specification, path=()):
    """Every source behind a feature with the way to it, through features made of features."""
    if name in path:
        raise ValueError(f"{name} is computed from itself: {' < '.join(path)}")
    if name not in specification:
        return {name: (*path, name)}
    found = {}
    for part in specification[name]:
        found |= origins(part, specification, (*path, name))
    return found


def broken_rules(specification, forbidden=FORBIDDEN):
    """One sentence for each feature that stands on a forbidden source."""
    return sorted(
        f"{' < '.join(way)}: {forbidden[source]}"
        for name in specification
        for source, way in origins(name, specification).items()
        if source in forbidden
    )


def test_the_specification_keeps_to_the_rules():
    assert broken_rules(SPECIFICATION) == []


def test_a_forbidden_source_behind_two_others_is_caught():
    sly = SPECIFICATION | {
        "salutation": ["person.gender", "person.title"],
        "tone_of_mail": ["salutation"],
    }
    assert broken_rules(sly) == [
        "salutation < person.gender: protected attribute",
        "tone_of_mail < salutation < person.gender: protected attribute",
    ]
