"""The names that the trial adds to the clinic's."""

from tests.data.booking import SITE

MINE = f"mon.{SITE}"  # the pages of the trial, behind a delivery network
HOME = f"https://{MINE}"
SOCIAL = "px.pixel-social.example"  # begins before any choice
ADS = "px.mesure-pub.example"  # waits for consent, and heeds it
AGENCY = "px.regie-bloquee.example"  # waits for a choice, whatever it is
REPLAY = "rec.rejeu-ecran.example"  # records the pages of the account

NAMES = (MINE, SOCIAL, ADS, AGENCY, REPLAY)
