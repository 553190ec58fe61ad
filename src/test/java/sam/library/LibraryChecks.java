package sam.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;

/// What must hold of a library whatever was done to it.
final class LibraryChecks {
    private LibraryChecks() {}

    /// What the events say is what the rows say, and what is counted is what is there.
    static void assertDerivable(Library library) {
        try {
            library.storage().readers().read(sql -> {
                assertDerivable(sql);
                return library;
            });
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertDerivable(Sql sql) throws SQLException {
        assertThat(sql.number("""
            SELECT count(*) FROM standing g JOIN example e ON e.id = g.example LEFT JOIN event v ON v.example = e.id
                AND v.act = (SELECT max(act) FROM event WHERE example = e.id)
            WHERE g.status IS NOT coalesce(v.status_after, e.arrival)
               OR g.wording IS NOT v.wording_after
               OR g.swapped IS NOT coalesce(v.swapped_after, 0)
               OR g.remark IS NOT v.remark_after
               OR g.decided IS NOT coalesce(v.act, 0)
            """)).isZero();
        for (var column : List.of("phase", "tier", "held", "origin")) {
            var arrival = column.equals("held") || column.equals("origin") ? "0" : "e." + column;
            assertThat(sql.number("SELECT count(*) FROM standing g JOIN example e ON e.id = g.example WHERE g." + column
                            + " IS NOT coalesce((SELECT " + column + "_after FROM event WHERE example = e.id AND "
                            + column + "_after IS NOT NULL ORDER BY act DESC LIMIT 1), " + arrival + ")"))
                    .as(column)
                    .isZero();
        }
        assertThat(sql.number("""
            SELECT count(*) FROM standing g JOIN origin o ON o.example = g.example AND o.n = g.origin
            WHERE g.source <> o.source
               OR g.origins <> (SELECT count(*) FROM origin WHERE example = g.example)
            """)).isZero();
        var tally = "SELECT source, phase, tier, kind, held, status, ";
        var counted = "count(*) FROM standing GROUP BY source, phase, tier, kind, held, status";
        assertThat(sql.number(
                        "SELECT count(*) FROM (" + tally + "n FROM tally WHERE n > 0 EXCEPT " + tally + counted + ")"))
                .isZero();
        assertThat(sql.number("SELECT sum(n) FROM tally")).isEqualTo(sql.number("SELECT count(*) FROM example"));
        assertThat(sql.number("SELECT count(*) FROM standing")).isEqualTo(sql.number("SELECT count(*) FROM example"));
    }
}
