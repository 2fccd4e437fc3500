"""What was found in flows: sensitive leaves, sightings, and how many of each class a site has."""

from collections.abc import Callable, Iterator

import msgspec

from inspector.model.flow import CaptureId, FlowId, Side
from inspector.model.leaf import LeafId, SensitiveLeaf, Sighting
from inspector.model.struct import Record
from inspector.store import found_rows
from inspector.store.reading.source import Source


class DataCell(Record, frozen=True, kw_only=True):
    """How many leaves about the user of one class one site received or returned in one capture."""

    capture: CaptureId
    site: str
    class_: str
    side: Side
    count: int
    first_flow: FlowId


class ValueReading(Source):
    """Queries about leaves and sightings."""

    def leaves(
        self, *, flow: FlowId | None = None, site: str | None = None, crowd: bool = True
    ) -> tuple[SensitiveLeaf, ...]:
        """Sensitive leaves in flow order; of one flow or one site where given. Without the `crowd`, what answers ship
        to everybody (catalogues, directories) is left out: in a large case that is most of them."""
        where, parameters = _where({"leaf.flow_id": flow, "leaf.site": site})
        if not crowd:
            where += " AND" if where else " WHERE"
            where += " NOT (leaf.side = 'response' AND about IN ('catalogue', 'practitioner'))"
        sharing = found_rows.Sharing()
        return tuple(
            found_rows.leaf_of_row(row, sharing)
            for row in self._all(
                f"SELECT {found_rows.LEAF_COLUMNS} FROM leaf JOIN flow ON flow.id = leaf.flow_id{where}"
                " ORDER BY leaf.flow_id, leaf.id",
                *parameters,
            )
        )

    def crowd(self, class_: str, path_fits: Callable[[str], bool]) -> Iterator[SensitiveLeaf]:
        """The leaves of a class that `leaves(crowd=False)` leaves out, of answers that also hold something about the
        user, in flow order; only those whose path fits, as there may be very many."""
        crowd = "leaf.class = ?1 AND leaf.side = 'response' AND leaf.about IN ('catalogue', 'practitioner')"
        paths = [path for (path,) in self._all(f"SELECT DISTINCT path FROM leaf WHERE {crowd}", class_)]
        fitting = [path for path in paths if path_fits(path)]
        if not fitting:
            return iter(())
        found = self._connection.execute(
            f"SELECT {found_rows.LEAF_COLUMNS} FROM leaf JOIN flow ON flow.id = leaf.flow_id WHERE {crowd}"
            " AND leaf.path IN (SELECT value FROM json_each(?2))"
            " AND EXISTS (SELECT 1 FROM leaf AS own WHERE own.flow_id = leaf.flow_id AND own.side = 'response'"
            " AND own.about IN ('account-holder', 'other-person')) ORDER BY leaf.flow_id, leaf.id",
            (class_, msgspec.json.encode(fitting).decode()),
        )
        sharing = found_rows.Sharing()
        return (found_rows.leaf_of_row(row, sharing) for row in found)

    def leaf(self, leaf: LeafId) -> SensitiveLeaf:
        """Raises KeyError where there is none."""
        for row in self._all(
            f"SELECT {found_rows.LEAF_COLUMNS} FROM leaf JOIN flow ON flow.id = leaf.flow_id WHERE leaf.id = ?", leaf
        ):
            return found_rows.leaf_of_row(row, found_rows.Sharing())
        raise KeyError(leaf)

    def sightings(self, *, flow: FlowId | None = None, site: str | None = None) -> tuple[Sighting, ...]:
        where, parameters = _where({"sighting.flow_id": flow, "sighting.site": site})
        sharing = found_rows.Sharing()
        return tuple(
            found_rows.sighting_of_row(row, sharing)
            for row in self._all(
                f"SELECT {found_rows.SIGHTING_COLUMNS} FROM sighting JOIN flow ON flow.id = sighting.flow_id{where}"
                " ORDER BY sighting.at_us, sighting.flow_id, sighting.id",
                *parameters,
            )
        )

    def data_cells(self) -> tuple[DataCell, ...]:
        """Counts for the matrix: leaves about the user by capture, site, class and direction."""
        return tuple(
            DataCell(
                capture=CaptureId(row[0]),
                site=row[1],
                class_=row[2],
                side=Side(row[3]),
                count=row[4],
                first_flow=FlowId(row[5]),
            )
            for row in self._all(
                "SELECT flow.capture_id, site, class, side, count(*), min(flow_id)"
                " FROM personal_value JOIN flow ON flow.id = flow_id"
                " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
            )
        )

    def count_about_the_user(self, capture: CaptureId) -> int:
        """Places of one capture with a value about a person, as `places` of `counts` counts them for the case."""
        return int(
            self._value(
                "SELECT count(*) FROM personal_value JOIN flow ON flow.id = flow_id WHERE flow.capture_id = ?",
                capture,
            )
        )


def _where(conditions: dict[str, object]) -> tuple[str, tuple[object, ...]]:
    """A WHERE clause for the conditions that are given."""
    given = {column: value for column, value in conditions.items() if value is not None}
    if not given:
        return "", ()
    return " WHERE " + " AND ".join(f"{column} = ?" for column in given), tuple(given.values())
