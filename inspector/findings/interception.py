"""How a capture came about: read on its way, or told by the browser. A HAR of ours says so by its environment."""

from inspector.model.flow import CaptureFacts, CaptureKind


def was_intercepted(capture: CaptureFacts) -> bool:
    """Whether something stood between client and servers."""
    if capture.kind is CaptureKind.BROWSER_RECORDING:
        return False
    is_made_so = capture.kind in (CaptureKind.RECORDING, CaptureKind.MITMPROXY_FLOWS)
    is_said_so = capture.environment.get("interception", "none") != "none"
    return is_made_so or is_said_so or capture.producer.lower().startswith("mitmproxy")


def was_told_by_browser(capture: CaptureFacts) -> bool:
    """Whether a browser that we started told it, without interception. A HAR that a person exported is not meant:
    nobody knows how it was made."""
    kept = capture.environment
    said = kept.get("interception") == "none" and kept.get("profile") == "fresh"
    is_ours = capture.kind is CaptureKind.HAR and said
    return capture.kind is CaptureKind.BROWSER_RECORDING or is_ours
