package sam.planner;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import sam.durable.Json;
import tools.jackson.core.JacksonException;

/// The lengths of the rows a run trains on: one sequence a row, or two (chosen, rejected) a preference pair.
public final class DataShape {
    private final List<List<RowLengths.Sequence>> rows;
    private final int refused;
    private final Provenance provenance;

    private DataShape(List<List<RowLengths.Sequence>> rows, int refused, Provenance provenance) {
        this.rows = List.copyOf(rows);
        this.refused = refused;
        this.provenance = provenance;
    }

    public static DataShape of(List<List<RowLengths.Sequence>> rows, Provenance provenance) {
        return new DataShape(rows, 0, provenance);
    }

    public static DataShape of(List<List<RowLengths.Sequence>> rows, int refused, Provenance provenance) {
        return new DataShape(rows, refused, provenance);
    }

    /// Reads a JSONL file; a line that is no row of a known shape is counted as refused.
    public static DataShape read(Path file, RowLengths lengths) {
        var rows = new ArrayList<List<RowLengths.Sequence>>();
        var openings = new Openings();
        int refused = 0;
        try (var reader = open(file)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                var row = measure(line, lengths, openings);
                if (row.isEmpty()) {
                    refused++;
                } else {
                    rows.add(row);
                }
            }
        } catch (IOException e) {
            throw new PlannerException(
                    "%s cannot be read: %s. Choose a JSONL file.".formatted(file, e.getMessage()), e);
        }
        if (rows.isEmpty()) {
            throw new PlannerException(
                    "%s holds no row that can be trained on. Check that each line is a JSON object with messages, prompt and completion, or prompt, chosen and rejected."
                            .formatted(file));
        }
        return new DataShape(rows, refused, lengths.provenance());
    }

    private static BufferedReader open(Path file) throws IOException {
        if (file.toString().endsWith(".gz")) {
            return new BufferedReader(new java.io.InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8));
        }
        return Files.newBufferedReader(file);
    }

    private static List<RowLengths.Sequence> measure(String line, RowLengths lengths, Openings openings) {
        try {
            return lengths.measure(Json.MAPPER.readTree(line), openings);
        } catch (JacksonException e) {
            return List.of();
        }
    }

    public int size() {
        return rows.size();
    }

    public int refused() {
        return refused;
    }

    public Provenance provenance() {
        return provenance;
    }

    /// Tokens of all sequences, cut to `maxLength`, without padding.
    public long tokens(int maxLength) {
        return rows.stream()
                .flatMap(List::stream)
                .mapToLong(sequence -> Math.min(maxLength, sequence.tokens()))
                .sum();
    }

    /// Rows that lose something at this length.
    public long cut(int maxLength) {
        return rows.stream()
                .filter(row -> row.stream().anyMatch(sequence -> sequence.tokens() > maxLength))
                .count();
    }

    /// Rows that have no target left at this length; training refuses them.
    public long withoutTarget(int maxLength) {
        return rows.size() - usable(maxLength).size();
    }

    /// The longest sequence.
    public int longest() {
        return rows.stream()
                .flatMap(List::stream)
                .mapToInt(RowLengths.Sequence::tokens)
                .max()
                .orElse(0);
    }

    /// The rows as training sees them: cut, and with a target left.
    List<List<RowLengths.Sequence>> usable(int maxLength) {
        return rows.stream()
                .map(row ->
                        row.stream().map(sequence -> sequence.cutTo(maxLength)).toList())
                .filter(row -> row.stream().allMatch(sequence -> sequence.targets() > 0))
                .toList();
    }
}
