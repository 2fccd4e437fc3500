"""Code systems and references of health records, as field names that say the same.

FHIR R4 (hl7.org/fhir/R4): `Coding.system` and `Identifier.system` are URIs or `urn:oid:` numbers; `Reference.reference`
is `Type/id`; `ContactPoint.system` is phone, email ...
"""

import re
from functools import lru_cache

_SYSTEMS = (
    (("1.2.250.1.213.1.4", "ins-nir", "ins-c"), "ins"),
    (("2.16.840.1.113883.4.1", "us-ssn", "us-driver"), "ssn"),
    (("ssin", "rrn", "namingsystem/insz", "2.16.840.1.113883.3.6777"), "insz"),
    (("pesel", "2.16.840.1.113883.3.4424.1.1.616"), "pesel"),
    (("/dni", "/nie", "2.16.724.4", "spanish-dni"), "dni"),
    (("cpf", "2.16.840.1.113883.13.236", "/cns"), "cpf"),
    (("national-id", "nationalid", "national-number", "personnummer", "fodselsnummer", "/nir", "/nss"), "national_id"),
    (("passport", "ppn"), "passport_number"),
    (("us-npi", "2.16.840.1.113883.4.6"), "npi"),
    (("nhs-number", "2.16.840.1.113883.2.1.4.1"), "nhs_number"),
    (("namingsystem/bsn", "2.16.840.1.113883.2.4.6.3"), "bsn"),
    (("kvid", "1.2.276.0.76.4.8", "gkv/kvid"), "kvnr"),
    (("codicefiscale", "2.16.840.1.113883.2.9.4.3.2"), "codice_fiscale"),
    (("2.16.756.5.32", "ahvn13"), "ahvn13"),
    (("1.2.250.1.71.4.2.1", "rpps"), "rpps"),
    (("finess", "1.2.250.1.71.4.2.2"), "finess"),
    (("lanr",), "lanr"),
    (("icd", "cim-10", "cim10", "cie-10", "cie10", "1.2.250.1.213.1.1.5", "2.16.840.1.113883.6.3", "icpc"), "icd10"),
    (("rxnorm", "2.16.840.1.113883.6.88", "/ndc", "whocc.no/atc", "2.16.840.1.113883.6.73", "cvx"), "medication"),
    (("cip13", "cip-13", "/ucd", "/pzn", "1.2.250.1.213.2.3", "dm+d", "dmd", "anatomical therapeutic"), "medication"),
    (("loinc", "2.16.840.1.113883.6.1", "2.16.840.1.113883.6.1"), "loinc"),
)
_SHORT = {
    **{"phone": "phone", "sms": "phone", "email": "email", "mobile": "phone", "tel": "phone", "mail": "email"},
    **{"loinc": "loinc", "atc": "atc_code", "icd10": "icd10", "icd-10": "icd10", "icd-10-cm": "icd10", "pzn": "pzn"},
    **{"cim10": "cim10", "cim-10": "cim10", "cip13": "cip13", "rxnorm": "medication", "ccam": "ccam", "cip": "cip13"},
}
_REFERENCE = re.compile(
    r"(?:https?://[^\s]{1,200}/)?([A-Z][A-Za-z]{3,40})/[A-Za-z0-9.\-]{1,64}(?:/_history/\w{1,64})?\Z"
)
_PEOPLE = {
    **{"Patient": "patient", "RelatedPerson": "next_of_kin", "Person": "patient", "Practitioner": "practitioner"},
    **{"PractitionerRole": "practitioner", "CareTeam": "practitioner"},
}
_THINGS = {
    **{"Condition": "condition_resource", "AllergyIntolerance": "condition_resource", "Goal": "condition_resource"},
    **{"Medication": "medication_resource", "MedicationRequest": "medication_resource"},
    **{"Immunization": "immunization_resource", "Procedure": "procedure_resource"},
    **{"Observation": "observation_resource", "DiagnosticReport": "observation_resource"},
    **{"Encounter": "encounter_resource", "Appointment": "appointment_resource", "Coverage": "coverage_resource"},
}
_LONGEST = 300


@lru_cache(maxsize=4096)
def name_of_system(system: object) -> str | None:
    """The field name that a code system or a kind of identifier stands for, or None."""
    if not isinstance(system, str) or not 2 < len(system) <= _LONGEST:
        return None
    written = system.lower()
    short = _SHORT.get(written)
    if short is not None or ("/" not in written and ":" not in written):
        return short
    oid = written.removeprefix("urn:oid:")
    for signs, name in _SYSTEMS:
        if any(_has(oid, sign) for sign in signs):
            return name
    return None


def _has(written: str, sign: str) -> bool:
    """A number is the whole or the beginning up to a dot; a word stands anywhere."""
    if sign[0].isdigit():
        return written == sign or written.startswith(f"{sign}.")
    return sign in written


@lru_cache(maxsize=4096)
def name_of_thing(reference: object) -> str | None:
    """What `Condition/123` points at, as a field name; None for people."""
    if not isinstance(reference, str) or len(reference) > _LONGEST:
        return None
    found = _REFERENCE.match(reference)
    return _THINGS.get(found[1]) if found else None


@lru_cache(maxsize=4096)
def name_of_reference(reference: object) -> str | None:
    """Whom `Patient/123` points at, as the beginning of a field name; None for things."""
    if not isinstance(reference, str) or len(reference) > _LONGEST:
        return None
    found = _REFERENCE.match(reference)
    return _PEOPLE.get(found[1]) if found else None
