"""The app's own addresses, and the floor of a save beside them, for a real server."""

import os
import pickle
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from .floor import save

SHOWN = "BENCH_FLOOR"
"""The variable with the name of the file that `cast.py` wrote."""


@cache
def _shown() -> dict[str, Any]:
    content = Path(os.environ[SHOWN]).read_bytes()
    shown: dict[str, Any] = pickle.loads(content)  # noqa: S301  # of the benchmark's own making
    return shown


def floor_save(request: HttpRequest, assessment: int, answer: int) -> HttpResponse:
    save(assessment, answer, request.POST["level"])
    return render(request, "assessments/assessment.html#answer-saved", _shown())


urlpatterns = [
    path("_floor/<int:assessment>/<int:answer>/", floor_save),
    path("", include("mlscore_site.urls")),
]
