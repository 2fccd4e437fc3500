"""Regions that hosts name."""

import pytest

from inspector.parties.regions import RegionBook

REGIONS = RegionBook.load()


@pytest.mark.parametrize(
    ("host", "region", "country"),
    [
        ("records.s3.eu-west-3.amazonaws.com", "eu-west-3", "FR"),
        ("firehose.us-east-1.amazonaws.com", "us-east-1", "US"),
        ("abc.execute-api.eu-central-1.amazonaws.com", "eu-central-1", "DE"),
        ("europe-west9-proj.cloudfunctions.net", "europe-west9", "FR"),
        ("db.europe-west1.firebasedatabase.app", "europe-west1", "BE"),
        ("app.francecentral-01.azurewebsites.net", "francecentral", "FR"),
        ("westeurope-5.in.applicationinsights.azure.com", "westeurope", "NL"),
        ("records.s3.gra11.io.cloud.ovh.net", "gra", "FR"),
        ("records.s3.fr-par.scw.cloud", "fr-par", "FR"),
        ("o1.ingest.de.sentry.io", "ingest.de.sentry.io", "DE"),
        ("rum.browser-intake.datadoghq.eu", "datadoghq.eu", "DE"),
        ("x.us5.datadoghq.com", "us5.datadoghq.com", "US"),
    ],
)
def test_a_region_in_a_host_gives_its_country(host, region, country):
    found = REGIONS.region_of(host)
    assert found is not None
    assert (found.region, found.country) == (region, country)


@pytest.mark.parametrize(
    "host", ["eu-west-3.clinic.example", "s3.amazonaws.com", "o1.ingest.sentry.io", "", "192.0.2.1"]
)
def test_a_host_that_names_no_region_gives_none(host):
    assert REGIONS.region_of(host) is None
