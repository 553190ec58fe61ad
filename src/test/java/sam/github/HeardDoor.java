package sam.github;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.intake.CollectOrder;
import sam.intake.Door;
import sam.library.Example;
import sam.library.Origin;
import tools.jackson.databind.JsonNode;

/// A door that keeps what it hears, and closes after so many rows.
final class HeardDoor implements Door {
    record Row(int phase, Example example, Origin origin) {}

    final List<Row> rows = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<String> news = new ArrayList<>();

    @Nullable
    JsonNode mark;

    int most = 1_000;

    static CollectOrder order(String address, Path desk, @Nullable String licence) {
        return order(address, desk, licence, false, Map.of());
    }

    static CollectOrder order(
            String address, Path desk, @Nullable String licence, boolean agreed, Map<String, String> options) {
        return new CollectOrder(address, null, 1, null, licence, null, null, agreed, desk, options);
    }

    @Override
    public boolean isOpen() {
        return rows.size() < most;
    }

    @Override
    public void take(int phase, Example example, Origin origin) {
        if (isOpen()) {
            rows.add(new Row(phase, example, origin));
        }
    }

    @Override
    public void refuse(String place, String reason, String row) {
        refused.add(place + ": " + reason + ": " + row);
    }

    @Override
    public void at(long done, long all, String unit) {
        // nothing to see
    }

    @Override
    public void say(String said) {
        news.add(said);
    }

    @Override
    public Optional<JsonNode> marked() {
        return Optional.ofNullable(mark);
    }

    @Override
    public void mark(@Nullable JsonNode place) {
        mark = place;
    }
}
