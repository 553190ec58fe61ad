package sam.protocol;

import java.time.Instant;
import java.util.List;
import sam.durable.Json;
import tools.jackson.databind.node.ObjectNode;

/// Turns events into the lines of `events.jsonl` and back.
public final class EventLines {
    private EventLines() {}

    /// An event and the instant it was written.
    public record Stamped(Instant time, WorkerEvent event) {}

    public static String write(Instant time, WorkerEvent event) {
        var node = (ObjectNode) Json.MAPPER.valueToTree(event);
        node.put("time", time.toString());
        return node.toString();
    }

    public static Stamped read(String line) {
        var node = Json.MAPPER.readTree(line);
        var time = Instant.parse(node.path("time").asString("1970-01-01T00:00:00Z"));
        return new Stamped(time, Json.MAPPER.treeToValue(node, WorkerEvent.class));
    }

    /// Adds what came next to what counts so far: a run that goes back takes the later steps with it.
    public static void add(List<WorkerEvent> counting, WorkerEvent next) {
        next.goesBackTo().ifPresent(step -> counting.removeIf(told -> told.isOfStepAfter(step)));
        counting.add(next);
    }
}
