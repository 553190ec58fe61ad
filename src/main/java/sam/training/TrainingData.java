package sam.training;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.tokens.ModelText;
import sam.packing.CutRows;
import sam.protocol.Objective;
import sam.protocol.TrainingSettings;
import tools.jackson.core.JacksonException;

/// The rows of a JSONL file as token ids, in the file's order, and the lines that were refused, each with its reason.
public record TrainingData(List<Row> rows, List<Refusal> refused, CutRows cut) {
    private static final int SHOWN_REFUSALS = 20;

    public TrainingData {
        rows = List.copyOf(rows);
        refused = List.copyOf(refused);
    }

    /// A line that cannot be used. Lines count from 1.
    public record Refusal(int line, String reason) {}

    /// Tokens of the row that takes the most, a pair's shared prompt counted once.
    int longest() {
        return rows.stream().mapToInt(Row::computed).max().orElseThrow();
    }

    /// A sentence about rows that are longer than they may be; none where none is.
    Optional<String> cutNote(int maxLength) {
        return cut.cut() == 0 ? Optional.empty() : Optional.of(said(cut, maxLength));
    }

    /// How many rows lose their end at this length, and how many of them their whole answer.
    public static String said(CutRows cut, int maxLength) {
        var end = Plain.text(
                "%,d of %,d rows are longer than max_length %d and lose their end", cut.cut(), cut.rows(), maxLength);
        return cut.lost() == 0
                ? end + "; no answer is lost whole."
                : end + Plain.text("; of %,d of them no part of the answer is left, so they are left out.", cut.lost());
    }

    /// Sentences about the lines that were refused, the first of them one by one.
    List<String> refusalNotes() {
        var notes = new ArrayList<String>();
        for (var refusal : refused.subList(0, Math.min(SHOWN_REFUSALS, refused.size()))) {
            notes.add(Plain.text("Line %d of the data was left out: %s.", refusal.line(), refusal.reason()));
        }
        if (refused.size() > SHOWN_REFUSALS) {
            notes.add(Plain.text("%d more lines were left out.", refused.size() - SHOWN_REFUSALS));
        }
        return notes;
    }

    /// Reads rows to train on: only rows of the objective's kind, cut to `maxLength`, with a target left.
    public static TrainingData read(Path file, ModelText model, Objective objective, int maxLength) throws IOException {
        return read(file, model, objective, Targets.AUTO, maxLength, false);
    }

    /// Reads rows to train on, with the settings' length and their choice of what is learnt.
    public static TrainingData read(Path file, ModelText model, Objective objective, TrainingSettings settings)
            throws IOException {
        return read(
                file, model, objective, Targets.of(settings), settings.batches().maxLength(), false);
    }

    /// Reads rows to score: of any kind and length, each line answered, so a bad line ends the reading.
    public static List<Row> readAll(Path file, ModelText model) throws IOException {
        var data = read(file, model, null, Targets.AUTO, Integer.MAX_VALUE, true);
        if (!data.refused.isEmpty()) {
            var first = data.refused.getFirst();
            throw new TrainingException(
                    Plain.text("Line %d of %s cannot be scored: %s.", first.line, file, first.reason),
                    "Mend or remove it.");
        }
        return data.rows;
    }

    private static TrainingData read(
            Path file,
            ModelText model,
            @Nullable Objective objective,
            Targets targets,
            int maxLength,
            boolean firstOnly)
            throws IOException {
        boolean pairs = objective != null && objective.takesPairs();
        var shapes =
                objective == Objective.KTO ? RowShapes.judged(model, maxLength) : new RowShapes(model, targets, pairs);
        int reach = model.config().reach();
        var rows = new ArrayList<Row>();
        var refused = new ArrayList<Refusal>();
        int cut = 0;
        int leftOut = 0;
        int lost = 0;
        try (var lines = new Lines(file)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (isBlank(line)) {
                    continue;
                }
                try {
                    var whole = parse(line, shapes);
                    var row = within(fit(whole, objective, maxLength), reach);
                    rows.add(row);
                    cut += isCut(whole, row, maxLength) ? 1 : 0;
                } catch (RefusedRow e) {
                    leftOut += e.wasCut ? 1 : 0;
                    lost += e.lostItsAnswer ? 1 : 0;
                    refused.add(new Refusal(lines.number, e.reason));
                    if (firstOnly) {
                        break;
                    }
                }
            }
        }
        if (rows.isEmpty()) {
            var why = refused.isEmpty()
                    ? Plain.text("%s holds no rows.", file)
                    : Plain.text(
                            "No row of %s can be used; line %d: %s.",
                            file, refused.getFirst().line, refused.getFirst().reason);
            throw new TrainingException(why, "Choose a JSONL file with one training row a line.");
        }
        return new TrainingData(rows, refused, new CutRows(rows.size() + leftOut, cut + leftOut, lost));
    }

    private static Row parse(byte[] line, RowShapes shapes) throws IOException {
        if (line.length > Json.MAX_LINE_BYTES) {
            throw new RefusedRow("it is longer than 16 MB");
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
            return shapes.read(Json.MAPPER.readTree(line));
        } catch (CharacterCodingException e) {
            throw new RefusedRow("it is not UTF-8 text");
        } catch (JacksonException e) {
            throw new RefusedRow("it is not a JSON object");
        }
    }

    private static Row fit(Row row, @Nullable Objective objective, int maxLength) {
        var cut = switch (row) {
            case Row.Tokens tokens -> {
                if (objective != null && objective.takesPairs()) {
                    throw new RefusedRow("it has no chosen and rejected answer");
                }
                if (objective == Objective.KTO) {
                    throw new RefusedRow("it has no prompt, completion and label, which --objective kto learns from");
                }
                yield tokens.start(maxLength);
            }
            case Row.Judgement judged -> judged;
            case Row.Pair(var chosen, var rejected) -> {
                if (objective != null && !objective.takesPairs()) {
                    throw new RefusedRow(Plain.text(
                            "it is a preference pair, which --objective %s does not train on", objective.text()));
                }
                yield new Row.Pair(chosen.start(maxLength), rejected.start(maxLength));
            }
        };
        boolean isCut = isCut(row, cut, maxLength);
        if (objective != null
                && cut instanceof Row.Pair(var chosen, var rejected)
                && Arrays.equals(chosen.ids(), rejected.ids())) {
            throw isCut
                    ? RefusedRow.cut(
                            Plain.text("both answers are the same within max_length %d", maxLength), !hasTarget(cut))
                    : new RefusedRow("both answers are the same");
        }
        if (!hasTarget(cut)) {
            boolean had = row instanceof Row.Judgement judged ? judged.completion().length > 0 : hasTarget(row);
            throw had
                    ? RefusedRow.cut(Plain.text("no target is left within max_length %d", maxLength), true)
                    : new RefusedRow("it has no target to learn");
        }
        return cut;
    }

    private static boolean hasTarget(Row row) {
        return switch (row) {
            case Row.Tokens tokens -> tokens.targets() > 0;
            case Row.Judgement judged -> judged.own().targets() > 0;
            case Row.Pair(var chosen, var rejected) -> chosen.targets() > 0 && rejected.targets() > 0;
        };
    }

    /// Only rows all of whose positions are computed.
    private static Row within(Row row, int reach) {
        for (var sequence : row.sequences()) {
            if (sequence.tokens() > reach) {
                throw new RefusedRow(Plain.text(
                        "its %d tokens are more than the %d whose positions are computed of this model",
                        sequence.tokens(), reach));
            }
        }
        return row;
    }

    private static boolean isCut(Row row, Row cut, int maxLength) {
        return row instanceof Row.Judgement judged
                ? judged.prompt().length + judged.completion().length > maxLength
                : cut.tokens() != row.tokens();
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /// Cuts a file at its line breaks and stops early when it is no text.
    private static final class Lines implements AutoCloseable {
        private final InputStream in;
        private int number;

        Lines(Path file) throws IOException {
            if (Files.isDirectory(file)) {
                throw new TrainingException(Plain.text("%s is a folder.", file), "Choose a JSONL file.");
            }
            in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            in.mark(4096);
            for (byte b : in.readNBytes(4096)) {
                if (b == 0) {
                    in.close();
                    throw new TrainingException(
                            Plain.text("%s is a binary file, not JSONL text.", file), "Choose a JSONL file.");
                }
            }
            in.reset();
        }

        byte @Nullable [] next() throws IOException {
            var line = new ByteArrayOutputStream(256);
            int b = in.read();
            if (b < 0) {
                return null;
            }
            number++;
            for (; b >= 0 && b != '\n'; b = in.read()) {
                if (line.size() <= Json.MAX_LINE_BYTES) {
                    line.write(b);
                }
            }
            return line.toByteArray();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
