"""The one place for colours: light, dark and paper. Plain `#RRGGBB`, for the window and the printed page alike.

Text colours reach a contrast of 4.5:1 on the ground they stand on, marks 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
Colour never stands alone: every meaning has a shape as well, and its word beside it.
"""

from enum import StrEnum

from inspector.figures.shapes import Shape
from inspector.model.finding import Severity
from inspector.model.party import Role
from inspector.model.struct import Record


class Family(StrEnum):
    """Roles that share a hue and a shape in plots; the role's own word stands in lists."""

    FIRST_PARTY = "first-party"
    HOSTING = "hosting"
    CDN = "cdn"
    MONITORING = "monitoring"
    ANALYTICS = "analytics"
    ADVERTISING = "advertising"
    SERVICE = "service"
    UNKNOWN = "unknown"


GROUPS = (
    "health",
    "identity",
    "contact",
    "financial",
    "location",
    "credential",
    "device",
    "behaviour",
    "special",
    "encrypted",
)
"""Groups of classes (`health.motive` is of `health`), in the order of lists and matrix columns."""

_FAMILIES: dict[Role, Family] = {
    Role.FIRST_PARTY: Family.FIRST_PARTY,
    Role.INFRASTRUCTURE: Family.HOSTING,
    Role.STORAGE: Family.HOSTING,
    Role.CDN: Family.CDN,
    Role.ERROR_MONITORING: Family.MONITORING,
    Role.SECURITY: Family.MONITORING,
    Role.ANALYTICS: Family.ANALYTICS,
    Role.SESSION_REPLAY: Family.ANALYTICS,
    Role.ADVERTISING: Family.ADVERTISING,
    Role.SOCIAL: Family.ADVERTISING,
    Role.UNKNOWN: Family.UNKNOWN,
}

FAMILY_SHAPES: dict[Family, Shape] = {
    Family.FIRST_PARTY: Shape.CIRCLE,
    Family.HOSTING: Shape.SQUARE,
    Family.CDN: Shape.HEXAGON,
    Family.MONITORING: Shape.DIAMOND,
    Family.ANALYTICS: Shape.TRIANGLE_DOWN,
    Family.ADVERTISING: Shape.TRIANGLE,
    Family.SERVICE: Shape.PENTAGON,
    Family.UNKNOWN: Shape.RING,
}

SEVERITY_SHAPES: dict[Severity, Shape] = {
    Severity.CRITICAL: Shape.OCTAGON,
    Severity.HIGH: Shape.TRIANGLE,
    Severity.MEDIUM: Shape.DIAMOND,
    Severity.LOW: Shape.CIRCLE,
    Severity.INFO: Shape.RING,
}

GROUP_SHAPES: dict[str, Shape] = {
    "health": Shape.CROSS,
    "identity": Shape.CIRCLE,
    "contact": Shape.SQUARE,
    "financial": Shape.PENTAGON,
    "location": Shape.TRIANGLE_DOWN,
    "credential": Shape.DIAMOND,
    "device": Shape.HEXAGON,
    "behaviour": Shape.BAR,
    "special": Shape.STAR,
    "encrypted": Shape.RING,
}


class Theme(Record, frozen=True, kw_only=True):
    """Colours of one ground. `quiet` is text that steps back, `line` a hairline, `surface` a raised panel,
    `selection` the ground behind selected text."""

    name: str
    ground: str
    surface: str
    selection: str
    line: str
    ink: str
    quiet: str
    accent: str
    edge: str  # lines of the graph: lighter than text, still a mark
    severities: dict[Severity, str]
    groups: dict[str, str]
    families: dict[Family, str]
    bands: tuple[str, str]  # alternating grounds behind phases

    def role(self, role: Role) -> str:
        return self.families[family_of(role)]

    def severity(self, severity: Severity) -> str:
        return self.severities[severity]

    def class_(self, class_: str | None) -> str:
        """The colour of a class's group; `quiet` for no class."""
        return self.groups.get(group_of(class_), self.quiet)


def family_of(role: Role) -> Family:
    return _FAMILIES.get(role, Family.SERVICE)


def role_shape(role: Role) -> Shape:
    return FAMILY_SHAPES[family_of(role)]


def group_of(class_: str | None) -> str:
    """`health` of `health.motive`; empty for no class."""
    return (class_ or "").partition(".")[0]


def group_rank(class_: str) -> int:
    """Where a class's group stands in lists: health first; unknown groups last."""
    group = group_of(class_)
    return GROUPS.index(group) if group in GROUPS else len(GROUPS)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _severities(*colours: str) -> dict[Severity, str]:
    return dict(zip(Severity, colours, strict=True))


def _groups(*colours: str) -> dict[str, str]:
    return dict(zip(GROUPS, colours, strict=True))


def _families(*colours: str) -> dict[Family, str]:
    return dict(zip(Family, colours, strict=True))


LIGHT = Theme(
    name="light",
    ground="#FFFFFF",
    surface="#F7F8F8",
    selection="#DCEFF0",
    line="#E1E4E6",
    ink="#1B1F23",
    quiet="#5F6875",
    accent="#0B6E75",
    edge="#858D95",
    severities=_severities("#A4161A", "#B84614", "#866400", "#2F6DA8", "#5F6875"),
    groups=_groups(
        "#B5176B", "#6A3FB5", "#1F6FB2", "#5E6B00", "#2E7D32", "#8A3B12", "#4B5A6B", "#946200", "#93289A", "#0B6E75"
    ),
    families=_families("#1B1F23", "#4F6272", "#2F6D8F", "#6B6A1F", "#6B55A0", "#A2463A", "#3C7158", "#6B7178"),
    bands=("#F4F6F6", "#EAEEEF"),
)

DARK = Theme(
    name="dark",
    ground="#16191C",
    surface="#1E2226",
    selection="#17383B",
    line="#30363B",
    ink="#E6E9EC",
    quiet="#A9B2BF",
    accent="#4FC3C9",
    edge="#7D8791",
    severities=_severities("#FF8A80", "#FFAB70", "#E5C04B", "#8AB8E6", "#A9B2BF"),
    groups=_groups(
        "#F58BC0", "#BBA0F2", "#85BBEB", "#C3CF62", "#86CC8A", "#E5A17C", "#AAB8C7", "#E3B65A", "#DE95E3", "#4FC3C9"
    ),
    families=_families("#E6E9EC", "#A8BAC9", "#8BC2DE", "#C9C77C", "#BFAEEA", "#E9A096", "#93CBB0", "#A9B0B7"),
    bands=("#1B1F22", "#22272B"),
)

PAPER = Theme(
    name="paper",
    ground="#FFFFFF",
    surface="#F6F6F4",
    selection="#EFEFEA",
    line="#C9CCCE",
    ink="#000000",
    quiet="#4A5056",
    accent="#0B5A60",
    edge="#858C92",
    severities=_severities("#8F0F14", "#9A3407", "#7D5E00", "#2F6FA3", "#6A6F76"),
    groups=_groups(
        "#A01260", "#5B33A0", "#1A5F99", "#525E00", "#276B2B", "#78330F", "#414F5E", "#825600", "#7F2186", "#0B5A60"
    ),
    families=_families("#000000", "#5C7183", "#2C5F7E", "#7C7A2C", "#56418A", "#8C2F24", "#3F7D60", "#74797F"),
    bands=("#F6F6F4", "#ECECE8"),
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, PAPER)}
