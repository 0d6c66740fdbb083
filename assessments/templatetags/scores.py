"""How a score is written in a template: one place for rounding."""

from decimal import Decimal

from django import template

from assessments.scoring import written

register = template.Library()


@register.filter
def score(value: Decimal) -> str:
    return written(value)
