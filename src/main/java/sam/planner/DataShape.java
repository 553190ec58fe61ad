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
import sam.durable.Plain;
import sam.packing.CutRows;
import sam.packing.Openings;
import tools.jackson.core.JacksonException;

/// The lengths of the rows a run trains on: one sequence a row, or two (chosen, rejected) a preference pair.
public final class DataShape {
    private final List<List<RowLengths.Sequence>> rows;
    private final int refused;
    private final Provenance provenance;
    private final Histogram sequences;
    private final Histogram longest;
    private final Histogram needed;
    private volatile Cut last = new Cut(0, List.of());

    /// The rows a length leaves something to learn of.
    private record Cut(int length, List<PlannedRow> rows) {}

    private DataShape(List<List<RowLengths.Sequence>> rows, int refused, Provenance provenance) {
        this.rows = List.copyOf(rows);
        this.refused = refused;
        this.provenance = provenance;
        this.sequences = Histogram.of(rows.stream().flatMap(List::stream).mapToInt(RowLengths.Sequence::tokens));
        this.longest = Histogram.of(rows.stream()
                .filter(row -> row.stream().allMatch(sequence -> sequence.targets() > 0))
                .mapToInt(row ->
                        row.stream().mapToInt(RowLengths.Sequence::tokens).max().orElse(0)));
        this.needed = Histogram.of(rows.stream()
                .mapToInt(row -> row.stream().mapToInt(DataShape::needed).max().orElse(Integer.MAX_VALUE)));
    }

    /// The length from which on a sequence has a target.
    private static int needed(RowLengths.Sequence sequence) {
        return sequence.targets() == 0 ? Integer.MAX_VALUE : sequence.beforeTarget() + 1;
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
                    Plain.text("%s cannot be read: %s. Choose a JSONL file.", file, e.getMessage()), e);
        }
        if (rows.isEmpty()) {
            throw new PlannerException(Plain.text(
                    "%s holds no row that can be trained on. Check that each line is a JSON object with messages,"
                            + " prompt and completion, or prompt, chosen and rejected.",
                    file));
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

    /// All rows, whole.
    List<List<RowLengths.Sequence>> rows() {
        return rows;
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
        return sequences.cutSum(maxLength);
    }

    /// Rows that lose their end at this length, those that lose all of their answer among them; of rows that have an
    /// answer at all.
    public CutRows cutRows(int maxLength) {
        long answerless = needed.above(Integer.MAX_VALUE - 1);
        return new CutRows(size() - answerless, longest.above(maxLength), needed.above(maxLength) - answerless);
    }

    /// Rows that have no target left at this length; training refuses them.
    public long withoutTarget(int maxLength) {
        return needed.above(maxLength);
    }

    /// About the same rows as another vocabulary would cut them into tokens.
    DataShape onVocabulary(int from, int to) {
        double ratio = EstimatedLengths.bytesPerToken(from) / EstimatedLengths.bytesPerToken(to);
        if (ratio == 1) {
            return this;
        }
        return new DataShape(
                rows.stream()
                        .map(row -> row.stream()
                                .map(sequence -> sequence.stretched(ratio))
                                .toList())
                        .toList(),
                refused,
                Provenance.ASSUMED);
    }

    /// The same rows as long as rows that were counted tell.
    DataShape counted(LengthFit fit) {
        return new DataShape(
                rows.stream().map(row -> row.stream().map(fit::of).toList()).toList(), refused, Provenance.MEASURED);
    }

    /// The longest sequence.
    public int longest() {
        return sequences.longest();
    }

    /// The rows as training sees them: cut, and with a target left. A length is worked out once.
    List<PlannedRow> usable(int maxLength) {
        var known = last;
        if (known.length != maxLength) {
            known = new Cut(
                    maxLength,
                    rows.stream()
                            .filter(row -> row.stream().allMatch(sequence -> needed(sequence) <= maxLength))
                            .map(row -> PlannedRow.of(row.stream()
                                    .map(sequence -> sequence.cutTo(maxLength))
                                    .toList()))
                            .toList());
            last = known;
        }
        return known.rows;
    }
}
