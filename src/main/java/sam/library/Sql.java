package sam.library;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// One SQLite connection with its prepared statements. Not thread-safe: the library locks around it.
final class Sql implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    interface RowUser {
        void use(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    Connection connection() {
        return connection;
    }

    /// Runs a text of one or more statements.
    void script(String text) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }

    /// Breaks off what the connection is doing; the one call that another thread may make.
    void interrupt() throws SQLException {
        ((SQLiteConnection) connection).getDatabase().interrupt();
    }

    /// Hands on rows one by one, however many there are, by a statement of its own.
    void each(String sql, RowUser user, @Nullable Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql);
                var row = bind(statement, values).executeQuery()) {
            while (row.next()) {
                user.use(row);
            }
        }
    }

    /// Runs one statement and answers how many rows it changed.
    int update(String sql, @Nullable Object... values) throws SQLException {
        return guarded(sql, () -> bind(statement(sql), values).executeUpdate());
    }

    /// Inserts one row and answers its id.
    long insert(String sql, @Nullable Object... values) throws SQLException {
        update(sql, values);
        return number("SELECT last_insert_rowid()");
    }

    <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        return guarded(sql, () -> {
            var rows = new ArrayList<T>();
            try (var result = bind(statement(sql), values).executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        });
    }

    <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... values) throws SQLException {
        return guarded(sql, () -> {
            try (var result = bind(statement(sql), values).executeQuery()) {
                return result.next() ? Optional.of(reader.read(result)) : Optional.<T>empty();
            }
        });
    }

    /// The driver makes a statement unusable when it fails, so a failed one is not kept.
    private <T> T guarded(String sql, Work<T> work) throws SQLException {
        try {
            return work.run();
        } catch (SQLException e) {
            var failed = prepared.remove(sql);
            if (failed != null) {
                failed.close();
            }
            throw e;
        }
    }

    /// The single number a query answers; 0 for NULL.
    long number(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    /// The single text a query answers.
    String text(String sql) throws SQLException {
        return first(sql, row -> row.getString(1)).orElse("");
    }

    /// Runs `work` as one transaction; after a fault nothing of it remains.
    <T> T transaction(Work<T> work) throws SQLException {
        script("BEGIN IMMEDIATE");
        try {
            var result = work.run();
            script("COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            try {
                script("ROLLBACK");
            } catch (SQLException alreadyRolledBack) {
                // SQLite rolls back by itself after a full disk or an I/O error and then refuses this one
                e.addSuppressed(alreadyRolledBack);
            }
            throw e;
        }
    }

    /// The cached statement for a text; not to be used again while its rows are being read.
    PreparedStatement statement(String sql) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    static PreparedStatement bind(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        for (var statement : prepared.values()) {
            statement.close();
        }
        connection.close();
    }
}
