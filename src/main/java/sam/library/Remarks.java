package sam.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import tools.jackson.core.type.TypeReference;

/// Reads and writes what persons noted beside rows.
record Remarks(Sql sql) {
    private static final TypeReference<List<String>> WORDS = new TypeReference<>() {};

    /// A row and which remark stands beside it.
    record Beside(long example, @Nullable Long remark) {}

    Optional<Remark> beside(long example) throws SQLException {
        return sql.first(
                "SELECT r.* FROM standing g JOIN remark r ON r.id = g.remark WHERE g.example = ?",
                Remarks::read,
                example);
    }

    List<Beside> of(List<Long> examples) throws SQLException {
        return sql.list(
                "SELECT example, remark FROM standing WHERE example IN (SELECT value FROM json_each(?))",
                row -> {
                    long example = row.getLong(1);
                    long remark = row.getLong(2);
                    return new Beside(example, row.wasNull() ? null : remark);
                },
                examples.toString());
    }

    Remark read(@Nullable Long id) throws SQLException {
        return id == null
                ? Remark.NONE
                : sql.first("SELECT * FROM remark WHERE id = ?", Remarks::read, id)
                        .orElse(Remark.NONE);
    }

    /// Writes a remark and answers its id; its words can be found from now on.
    long write(Remark remark, WordIndex index) throws SQLException {
        long id = sql.insert(
                "INSERT INTO remark (note, tags, rating, flag) VALUES (?, ?, ?, ?)",
                remark.note(),
                Json.line(remark.tags()),
                remark.rating(),
                remark.flag());
        index.remarked(id, remark);
        return id;
    }

    static Remark read(ResultSet row) throws SQLException {
        return new Remark(
                row.getString("note"),
                Json.MAPPER.readValue(row.getString("tags"), WORDS),
                row.getInt("rating"),
                row.getBoolean("flag"));
    }
}
