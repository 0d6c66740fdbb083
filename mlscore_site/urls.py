from django.contrib import admin
from django.urls import include, path

from assessments.views.errors import not_found

urlpatterns = [
    path("", include("assessments.urls")),
    # An address is a login, and administrators give it: allauth's page would change it unproven.
    path("accounts/email/", not_found),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "assessments.views.errors.bad_request"
handler403 = "assessments.views.errors.forbidden"
handler404 = "assessments.views.errors.not_found"
handler500 = "assessments.views.errors.server_error"
