import html
import json

from django.test import Client

from tests.cast import Q3, Q4, Cast, closed, draft

PAGE = "/projects/churn/"


def test_without_an_assessment_it_says_what_to_do_next(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    page = client.get(PAGE).content.decode()
    assert 'href="assessments/new/"' in page
    assert "<score-chart" not in page


def test_the_chart_and_its_table_show_the_same_numbers(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    closed(cast.project, Q4, "automated", lead=cast.lead, model_1="none")
    client.force_login(cast.viewer)
    page = client.get(PAGE).content.decode()
    figure = json.loads(page.split('type="application/json">')[1].split("</script>")[0])
    overall = next(trace for trace in figure["data"] if trace["meta"] == "overall")
    assert overall["x"] == ["2026-09-30", "2026-12-31"]
    assert overall["y"] == [3.5, 6.0]
    assert len(figure["data"]) == 5
    assert len(figure["layout"]["shapes"]) == 5
    table = page.split("<table")[1]
    assert "Q3 2026" in table
    assert "3.5" in table
    assert "template" not in figure["layout"]


def test_it_says_what_holds_the_score_down(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    closed(cast.project, Q4, "automated", lead=cast.lead, monitor_3="none")
    client.force_login(cast.member)
    page = html.unescape(client.get(PAGE).content.decode())
    assert "fell from 7 in Q3 2026 to 6 in Q4 2026; Monitoring holds it there" in page


def test_an_open_draft_can_be_continued(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.member)
    assert "/projects/churn/assessments/2026-12-31/" in client.get(PAGE).content.decode()
