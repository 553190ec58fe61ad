package sam;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rooms of the house, and which of them each may know.
final class Rooms {
    private static final Set<String> MODEL =
            Set.of("durable", "protocol", "rows", "model", "model.gguf", "model.files");

    /// What each room may know besides itself and the ground below it. A sub-room such as `model.tokens` is a room
    /// of its own. The two towers meet only on the ground.
    static final Map<String, Set<String>> ALL = Map.ofEntries(
            // the ground
            Map.entry("durable", Set.of()),
            Map.entry("processes", Set.of("durable")),
            Map.entry("jinja", Set.of()),
            // what strangers write, as plain structure
            Map.entry("texts", Set.of("durable")),
            Map.entry("protocol", Set.of("durable", "rows")),
            // one message for both towers: what the library keeps of it is what training reads
            Map.entry("rows", Set.of()),
            Map.entry("model.gguf", Set.of("durable")),
            // what goes through the model together: the planner foretells by it, the trainer packs by it
            Map.entry("packing", Set.of("protocol")),
            Map.entry("model.files", Set.of("durable", "model.gguf")),
            Map.entry("model", Set.of("durable", "protocol", "rows", "jinja", "model.gguf", "model.files")),
            // what training takes of memory: the planner estimates with it, the trainer chooses by it
            Map.entry("memory", Set.of("durable", "protocol", "model")),
            // the one room that opens a connection
            Map.entry("net", Set.of("durable")),
            // fetches models; a room of its own, so that the engine and the rooms of data never reach the network
            Map.entry("hub", Set.of("durable", "model", "net")),
            // the engine's tower
            Map.entry("model.tokens", Set.of("durable", "processes", "jinja", "model", "model.gguf", "model.files")),
            Map.entry("torch", Set.of("processes")),
            Map.entry("adapters", with(MODEL)),
            Map.entry("convert", with(MODEL, "model.tokens", "adapters")),
            Map.entry("decode", with(MODEL, "model.tokens", "adapters")),
            Map.entry("engine", with(MODEL, "memory", "packing", "model.tokens", "torch", "adapters", "decode")),
            Map.entry(
                    "training",
                    with(MODEL, "memory", "packing", "model.tokens", "torch", "adapters", "decode", "engine", "jinja")),
            Map.entry(
                    "proof",
                    with(
                            MODEL,
                            "memory",
                            "packing",
                            "model.tokens",
                            "torch",
                            "adapters",
                            "decode",
                            "engine",
                            "training")),
            Map.entry(
                    "worker",
                    with(
                            MODEL,
                            "memory",
                            "model.tokens",
                            "torch",
                            "adapters",
                            "convert",
                            "decode",
                            "engine",
                            "training",
                            "proof",
                            "jinja")),
            // the person's tower
            Map.entry("ui", Set.of("durable", "protocol")),
            Map.entry("library", with(MODEL)),
            Map.entry("project", with(MODEL, "library")),
            Map.entry("jobs", Set.of("ui")),
            // beside the page: a collector knows the door rows come in by, and not the page that starts it
            Map.entry("catalogue", Set.of("durable", "library")),
            Map.entry("intake", with(MODEL, "processes", "library", "net", "catalogue")),
            // repositories of code; licences are judged as the library judges them
            Map.entry("repos", with(MODEL, "library")),
            // a collector each: they know the door, and neither the page nor one another
            Map.entry("docs", Set.of("durable", "rows", "library", "net", "intake", "texts", "repos")),
            Map.entry("stackexchange", Set.of("durable", "rows", "library", "net", "intake", "texts")),
            Map.entry("functions", with(MODEL, "processes", "library", "net", "intake", "repos", "texts")),
            Map.entry("datasets", Set.of("durable", "rows", "library", "net", "hub", "intake")),
            Map.entry("stories", with(MODEL, "processes", "library", "intake", "texts")),
            Map.entry("sources", with(MODEL, "processes", "library", "project", "ui", "jobs", "intake", "catalogue")),
            Map.entry("github", with(MODEL, "library", "net", "intake", "repos")),
            Map.entry("curation", with(MODEL, "library", "project", "ui")),
            Map.entry("lines", with(MODEL, "library", "project", "ui", "catalogue", "curation")),
            Map.entry("planner", with(MODEL, "memory", "packing", "library", "project", "ui")),
            Map.entry("workers", with(MODEL, "memory", "processes")),
            Map.entry("runs", with(MODEL, "memory", "processes", "workers", "library", "project", "ui", "planner")),
            Map.entry("playground", with(MODEL, "processes", "workers", "library", "project", "ui", "runs")),
            Map.entry("exports", with(MODEL, "processes", "workers", "library", "project", "ui", "runs", "jobs")));

    /// The three places where everything meets: they may know every room, and no room knows them.
    static final Set<String> ROOFS = Set.of("", "app", "cli");

    private Rooms() {}

    private static Set<String> with(Set<String> some, String... more) {
        var all = new HashSet<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
