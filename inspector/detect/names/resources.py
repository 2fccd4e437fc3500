"""Health records of FHIR: what an element of a resource says that no name around it tells.

R4, and the names of STU3 and R5 (hl7.org/fhir/R4/resourcelist.html).
"""

from types import MappingProxyType

from inspector.detect.surroundings import Chain

_DIAGNOSIS, _TREATMENT, _MEASUREMENT = "health.diagnosis", "health.treatment", "health.measurement"
_CLASSES = MappingProxyType(
    {
        **dict.fromkeys(
            ("condition", "allergy_intolerance", "family_member_history", "adverse_event", "goal"), _DIAGNOSIS
        ),
        **dict.fromkeys(
            ("clinical_impression", "risk_assessment", "flag", "care_plan", "body_structure", "detected_issue"),
            _DIAGNOSIS,
        ),
        **dict.fromkeys(
            ("encounter_diagnosis", "medication_request", "medication_statement", "medication_usage"), _TREATMENT
        ),
        **dict.fromkeys(
            ("medication_dispense", "medication_administration", "medication_order", "immunization"), _TREATMENT
        ),
        **dict.fromkeys(
            ("immunization_recommendation", "immunization_evaluation", "procedure", "procedure_request"), _TREATMENT
        ),
        **dict.fromkeys(
            ("device_request", "device_use_statement", "device_usage", "nutrition_order", "nutrition_intake"),
            _TREATMENT,
        ),
        **dict.fromkeys(
            ("vision_prescription", "supply_request", "supply_delivery", "device_dispense", "request_group"), _TREATMENT
        ),
        **dict.fromkeys(("request_orchestration", "care_team"), _TREATMENT),
        **dict.fromkeys(
            ("observation", "diagnostic_report", "specimen", "molecular_sequence", "genomic_study"), _MEASUREMENT
        ),
        **dict.fromkeys(
            ("document_reference", "composition", "media", "imaging_study", "imaging_selection"), "health.document"
        ),
        **dict.fromkeys(("communication", "communication_request", "questionnaire_response"), "health.message"),
        **dict.fromkeys(("service_request", "referral_request", "task", "guidance_response"), "health.motive"),
        **dict.fromkeys(("appointment", "appointment_response", "encounter", "episode_of_care"), "health.appointment"),
        **dict.fromkeys(
            ("coverage", "claim", "claim_response", "explanation_of_benefit", "account"), "health.insurance"
        ),
        **dict.fromkeys(
            ("coverage_eligibility_request", "coverage_eligibility_response", "enrollment_request"), "health.insurance"
        ),
    }
)
_CONTENT = frozenset(
    (
        *("text", "display", "code", "title", "description", "summary", "detail", "value", "note", "comment"),
        *("conclusion", "contentString", "patientInstruction", "instruction", "preparation", "mitigation"),
        *("basis", "outcome", "measure", "probabilityDecimal", "qualitativeRisk", "relativeRisk", "rationale"),
        *("scheduledString", "progress", "reason", "sphere", "cylinder", "axis", "add", "amount", "power"),
        *("backCurve", "diameter", "duration", "color", "brand", "eye", "base", "dateWritten", "authoredOn"),
        *("recordedDate", "onsetDateTime", "onsetString", "abatementDateTime", "abatementString"),
        *("performedDateTime", "performedString", "occurrenceDateTime", "effectiveDateTime", "assertedDate"),
        *("lastOccurrence", "valueString", "valueBoolean", "valueInteger", "valueDecimal", "valueDateTime"),
        *("valueDate", "valueTime", "valueUri", "doseNumberPositiveInt", "doseNumberString"),
        *("seriesDosesPositiveInt", "expectedSupplyDuration", "asNeededBoolean", "frequency", "period", "when"),
        *("timeOfDay", "dayOfWeek", "maxDosePerPeriod", "numberOfRepeatsAllowed", "dueDate", "startDate"),
        *("statusDate", "statusReason", "deceasedBoolean", "deceasedString", "contributedToDeath", "onset"),
        *("servicedDate", "disposition", "formCode", "observedSeq", "criticality", "exposureRouteText"),
        *("additionalInstruction", "minutesDuration", "serviceType", "appointmentType", "cancelationReason"),
        *("cancellationReason", "specialArrangement"),
    )
)
_FORMAL = frozenset(
    (
        *("meta", "link", "telecom", "identifier", "coding_system", "signature", "security_label", "policy"),
        *("request", "search", "status", "clinical_status", "verification_status", "intent", "priority"),
        *("format", "processing_status", "use", "function"),
    )
)
_PEOPLE = frozenset(
    (
        *("subject", "patient", "beneficiary", "subscriber", "for", "focus", "relationship", "name", "contact"),
        *("actor", "source", "information_source", "reported_reference", "recipient", "address", "payor"),
        *("insurer", "link"),
    )
)
_PROFESSIONALS = frozenset(
    (
        *("sender", "author", "performer", "requester", "asserter", "recorder", "attester", "verifier"),
        *("prescriber", "individual", "care_manager", "custodian", "service_provider", "provider"),
        *("results_interpreter", "enterer", "managing_organization", "responsible", "context_practitioner"),
        *("operator", "assessor", "dispenser", "collector"),
    )
)
_LOCATED = "body_structure"  # where a place is one of the body
_SHOWN = ("display", "text")


def class_in_resource(key: str, chain: Chain) -> str:
    """The class of an element that stands in a resource of somebody's record; nothing elsewhere, and for elements of
    the exchange."""
    place = next((step for step, name in enumerate(chain.folded) if name.endswith("_resource")), None)
    if place is None:
        return ""
    resource, above = chain.folded[place].removesuffix("_resource"), chain.folded[:place]
    class_ = _CLASSES.get(resource)
    if class_ is None or not _FORMAL.isdisjoint(above) or ("location" in above and resource != _LOCATED):
        return ""
    if key in _SHOWN and not _PROFESSIONALS.isdisjoint(above):
        return "health.practitioner"
    if (
        key not in _CONTENT
        or not _PEOPLE.isdisjoint(above)
        or (key in ("code", "value", "title") and "extension" in above[1:])
    ):
        return ""
    return class_
