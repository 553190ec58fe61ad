package sam.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Where an example stands: what events change and undo puts back.
record Standing(
        int status,
        @Nullable Long wording,
        boolean swapped,
        @Nullable Long remark) {
    static final int WITHDRAWN = 4;
    static final String COLUMNS = "status, wording, swapped, remark";

    static int code(Status status) {
        return switch (status) {
            case WAITING -> 0;
            case ACCEPTED -> 1;
            case REJECTED -> 2;
            case SKIPPED -> 3;
        };
    }

    static Status status(int code) {
        return switch (code) {
            case 0 -> Status.WAITING;
            case 1 -> Status.ACCEPTED;
            case 2 -> Status.REJECTED;
            case 3 -> Status.SKIPPED;
            default -> throw new IllegalStateException("no status has the code " + code);
        };
    }

    static Standing read(ResultSet row) throws SQLException {
        return new Standing(row.getInt("status"), id(row, "wording"), row.getBoolean("swapped"), id(row, "remark"));
    }

    Standing with(Status next) {
        return new Standing(code(next), wording, swapped, remark);
    }

    Standing reworded(long next) {
        return new Standing(status, next, false, remark);
    }

    Standing turned(boolean swap) {
        return new Standing(status, wording, swapped ^ swap, remark);
    }

    Standing remarked(long next) {
        return new Standing(status, wording, swapped, next);
    }

    private static @Nullable Long id(ResultSet row, String column) throws SQLException {
        long id = row.getLong(column);
        return row.wasNull() ? null : id;
    }
}
