"""How a count that was cut off is written in a template."""

from django import template

register = template.Library()


@register.filter
def up_to(value: int, most: int) -> str:
    """``99+`` for anything above 99."""
    return str(value) if value <= most else f"{most}+"
