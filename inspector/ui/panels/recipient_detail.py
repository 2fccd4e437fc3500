"""The dossier of a recipient: who it is, by which source, and what it could read."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.detect.identifiers.carried import Carried
from inspector.figures.palette import group_rank
from inspector.findings.step_words import layers_word
from inspector.model.flow import Side
from inspector.model.identifier import Cookie, Identifier, Sync
from inspector.model.leaf import Confidence, Sighting
from inspector.model.mask import mask
from inspector.model.party import Recipient
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.filters import Term
from inspector.store.identifiers import read_cookies, read_identifiers, read_syncs
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.dialogs.party import PartyDialog
from inspector.ui.panels.identifier_blocks import write_cookies, write_identifiers, write_syncs
from inspector.ui.panels.prose import Block, Prose, Run, block, code, link, plain, quiet, strong
from inspector.ui.panels.recipient_who import write_who
from inspector.ui.panels.wording import clock, phase_word
from inspector.ui.plots.marks import class_mark, recipient_mark
from inspector.ui.theme import Theme
from inspector.ui.value_words import form_word, needle_word
from inspector.ui.words import class_word, role_word
from inspector.ui.work import Desk
from inspector.workspace.correcting import correction_of
from inspector.workspace.journey_result import sites_with_journey
from inspector.workspace.personal_places import PersonalPlace, personal_places

_MOST_GROUPS = 24
_MOST_LINKS = 5


class Dossier(Record, frozen=True, kw_only=True):
    """What is read of one recipient."""

    recipient: Recipient
    places: tuple[PersonalPlace, ...]
    sightings: tuple[Sighting, ...]
    identifiers: tuple[Identifier, ...] = ()
    syncs: tuple[Sync, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    is_corrected: bool = False  # the investigator has corrected its attribution
    tentative: int = 0  # leaves about the user that may be something else: not among the places
    has_journey: bool = False


def read_dossier(path: Path, site: str) -> Dossier | None:
    """For a worker thread; None where the case knows no such site."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        found = next((one for one in reader.recipients() if one.site == site), None)
        if found is None:
            return None
        leaves, sightings = reader.leaves(site=site), reader.sightings(site=site)
        carried = Carried(read_cookies(reader))
        return Dossier(
            recipient=found,
            places=tuple(personal_places(leaves, sightings, off_wire=reader.flows_off_wire())),
            sightings=sightings,
            identifiers=tuple(carried.as_carried(one) for one in read_identifiers(reader, site=site)),
            syncs=tuple(carried.as_carried(one) for one in read_syncs(reader, site=site)),
            cookies=read_cookies(reader, site=site),
            is_corrected=correction_of(reader, site) is not None,
            tentative=sum(leaf.about.is_the_user and leaf.confidence is Confidence.TENTATIVE for leaf in leaves),
            has_journey=site in sites_with_journey(reader),
        )


class RecipientDetail(QWidget):
    """Follows the selection: shows the recipient that is selected."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self._desk = Desk(self)
        self.prose = Prose(theme, margin=16)
        self.prose.setAccessibleName(view.t("recipients.dossier"))
        self.setFocusProxy(self.prose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.prose)
        view.selection_changed.connect(self._follow)
        view.analysis_changed.connect(self._again)
        self._follow(view.selection)

    def _follow(self, selection: Selection) -> None:
        site = selection.recipient
        if site is None:
            return
        path = self._view.reader.case.path
        self._desk.submit(lambda: read_dossier(path, site), done=self._show)

    def _again(self) -> None:
        self._follow(self._view.selection)

    def _show(self, dossier: Dossier | None) -> None:
        if dossier is None:
            self.prose.write([block(quiet(self._view.t("recipients.dossier_none")))])
            return
        self.prose.write(
            [
                *self._head(dossier.recipient, has_journey=dossier.has_journey),
                *write_who(
                    self._view.t,
                    dossier.recipient,
                    correct=partial(self._correct, dossier.recipient),
                    is_corrected=dossier.is_corrected,
                ),
                *self._read(dossier),
                *write_identifiers(self._view, dossier.identifiers),
                *write_syncs(self._view, dossier.recipient.site, dossier.syncs),
                *write_cookies(self._view, dossier.cookies),
                *self._more(dossier.recipient),
            ]
        )

    def _head(self, recipient: Recipient, *, has_journey: bool) -> Iterator[Block]:
        t = self._view.t
        yield block(Run(text=recipient.site, bold=True, mark=recipient_mark(recipient, self._theme)), kind="lead")
        role = t("window.family.first-party") if recipient.first_party else role_word(t, recipient.party.role)
        words = [plain(role)]
        if recipient.same_group and not recipient.first_party:
            words.append(plain(f" · {t('recipients.same_group')}"))
        yield block(*words)
        flows = t("recipients.flows", n=recipient.flows)
        sizes = t("recipients.sizes", up=t.size(recipient.bytes_sent), down=t.size(recipient.bytes_received))
        yield block(link(flows, lambda: self._show_flows(recipient.site)), quiet(f" · {sizes}"))
        if has_journey:
            yield block(link(t("journeys.of_story"), partial(self._view.open_journey, recipient.site)))
        if recipient.first_us is not None:
            times = t("recipients.times", first=clock(recipient.first_us), last=clock(recipient.last_us))
            yield block(times, kind="small")

    # who it is

    def _correct(self, recipient: Recipient) -> None:
        PartyDialog(self._view, self._theme, recipient, parent=self).open()

    # what it could read

    def _read(self, dossier: Dossier) -> Iterator[Block]:
        t = self._view.t
        yield block(t("recipients.could_read"), kind="heading")
        groups: dict[tuple[str, Side], list[PersonalPlace]] = {}
        for one in dossier.places:
            groups.setdefault((one.class_, one.place.side), []).append(one)
        if not groups:
            yield block(quiet(t("recipients.read_nothing")))
        ordered = sorted(groups, key=lambda key: (group_rank(key[0]), key[0], key[1]))
        for key in ordered[:_MOST_GROUPS]:
            yield from self._class(*key, groups[key])
        if len(ordered) > _MOST_GROUPS:
            yield block(quiet(t("recipients.more_classes", n=len(ordered) - _MOST_GROUPS)))
        if dossier.tentative:
            yield block(quiet(t("recipients.tentative", n=dossier.tentative)), kind="small")
        yield from self._seen_elsewhere(dossier)

    def _class(self, class_: str, side: Side, places: list[PersonalPlace]) -> Iterator[Block]:
        t = self._view.t
        way = "sent_word" if side is Side.REQUEST else "returned_word"
        yield block(
            Run(text=class_word(t, class_), bold=True, mark=class_mark(class_, self._theme)),
            quiet(f"  {t(f'recipients.{way}', n=len(places))}"),
            kind="item",
            above=8,
        )
        for one in places[:_MOST_LINKS]:
            yield self._place(one)
        if len(places) > _MOST_LINKS:
            rest = t("recipients.more_places", n=len(places) - _MOST_LINKS)
            yield block(link(rest, lambda: self._show_flows(places[0].site, class_)), kind="item", indent=1)

    def _place(self, one: PersonalPlace) -> Block:
        t, place = self._view.t, one.place
        where = t("recipients.flow", n=place.flow)
        runs = [link(where, lambda: self._view.open_flow(place.flow, place=place)), quiet("  "), code(mask(one.value))]
        runs.append(quiet(f"  {t(f'window.location.{place.location}')} "))
        runs.append(Run(text=place.path[:120], mono=True, quiet=True))
        if place.layers:
            runs.append(quiet(f"  {layers_word(t, place.layers)}"))
        return block(*runs, kind="item", indent=1)

    def _seen_elsewhere(self, dossier: Dossier) -> Iterator[Block]:
        """Values of the service or of the persona that came here, and in which form."""
        t = self._view.t
        if not dossier.sightings or dossier.recipient.first_party:
            return
        yield block(t("recipients.sightings"), kind="heading")
        seen: dict[tuple[str, str], Sighting] = {}
        for sighting in dossier.sightings:
            seen.setdefault((sighting.needle.name, sighting.form), sighting)
        for sighting in list(seen.values())[:_MOST_GROUPS]:
            place = sighting.place
            yield block(
                strong(needle_word(t, sighting.needle)),
                quiet(f"  {form_word(t, sighting.form)} · {clock(sighting.at_us)}  "),
                link(
                    t("recipients.flow", n=place.flow),
                    partial(self._view.open_flow, place.flow, place=place),
                ),
                quiet("  "),
                link(t("recipients.follow"), partial(self._view.follow_requested.emit, sighting.needle.value)),
                kind="item",
            )

    def _more(self, recipient: Recipient) -> Iterator[Block]:
        findings = [one for one in self._view.reader.findings() if one.recipient == recipient.site]
        if findings:
            t = self._view.t
            yield block(t("recipients.findings"), kind="heading")
            for one in findings[:_MOST_GROUPS]:
                word = f"{one.rule} {class_word(t, one.class_)}" if one.class_ else one.rule
                yield block(
                    link(word, partial(self._view.select_finding, one.id)),
                    quiet(f"  {one.rung} · {phase_word(t, one.phase or '')}" if one.phase else f"  {one.rung}"),
                    kind="item",
                )

    def _show_flows(self, site: str, class_: str | None = None) -> None:
        terms = [Term(key="site", values=(site,))]
        if class_:
            terms.append(Term(key="class", values=(class_,)))
        self._view.set_terms(tuple(terms))
        self._view.page_requested.emit(PageName.FLOWS)
