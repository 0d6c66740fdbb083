from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.people import change_settings
from assessments.forms.people import SettingsForm
from assessments.http import Request
from assessments.reports.people import reminder_kinds


@require_http_methods(["GET", "HEAD", "POST"])
def mine_settings(request: Request) -> HttpResponse:
    access.everybody(request)
    kinds = reminder_kinds(request.user)
    initial = {"name": request.user.name, "wanted": [row.value for row in kinds if row.wanted]}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_settings(person=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("mine_settings")
    status = 422 if form.is_bound else 200
    return render(request, "assessments/mine_settings.html", {"form": form}, status=status)
