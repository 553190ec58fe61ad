package sam.playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sam.durable.Json;
import sam.project.Project;
import tools.jackson.core.JacksonException;

/// What the last training of all phases measured on held-out rows: one value for the base and one for every phase.
public record Measures(List<Line> measures) {
    public Measures {
        measures = List.copyOf(measures);
    }

    public record Line(int phase, String id, String measure, String kind, List<Double> values) {
        public Line {
            values = List.copyOf(values);
        }

        /// Perplexity is better when lower; every other kind is a share of rows.
        boolean isShare() {
            return !kind.equals("perplexity");
        }
    }

    static final Measures NONE = new Measures(List.of());

    /// Whether training all phases measures anything: a project's measures are a file beside it.
    static boolean arePlanned(Project project) throws IOException {
        var file = project.folder().resolve("measures.json");
        if (!Files.exists(file)) {
            return false;
        }
        try {
            return !Json.MAPPER
                    .readTree(Files.readAllBytes(file))
                    .path("measures")
                    .isEmpty();
        } catch (JacksonException e) {
            return false;
        }
    }

    static Measures read(Path report) throws IOException {
        if (!Files.exists(report)) {
            return NONE;
        }
        try {
            return Json.MAPPER.readValue(Files.readAllBytes(report), Measures.class);
        } catch (JacksonException e) {
            return NONE;
        }
    }
}
