package sam.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.engine.LoadedModel;
import sam.protocol.ScoreOrder;
import sam.protocol.WorkerEvent;
import sam.training.Row;
import sam.training.Scorer;
import sam.training.TrainingData;

/// Log-probabilities of the completions of a file's rows under a model and its stack, a line for a line.
public final class ScoreJob {
    private ScoreJob() {}

    public static void run(ScoreOrder order, Consumer<WorkerEvent> progress) throws IOException {
        var adapters = order.adapters().stream().map(Path::of).toList();
        try (var loaded = LoadedModel.open(Path.of(order.model()), adapters)) {
            var rows = TrainingData.readAll(Path.of(order.data()), loaded);
            var sequences = new ArrayList<Row.Tokens>();
            for (var row : rows) {
                switch (row) {
                    case Row.Tokens tokens -> sequences.add(tokens);
                    case Row.Judgement judged -> sequences.add(judged.own());
                    case Row.Pair pair -> sequences.addAll(List.of(pair.chosen(), pair.rejected()));
                }
            }
            var scores = Scorer.score(
                            loaded,
                            sequences,
                            done -> progress.accept(new WorkerEvent.Progress("scored", done, sequences.size())))
                    .iterator();
            var text = new StringBuilder();
            for (var row : rows) {
                text.append(Json.line(
                        switch (row) {
                            case Row.Tokens _, Row.Judgement _ -> line(scores.next());
                            case Row.Pair _ -> {
                                var pair = new LinkedHashMap<String, Object>();
                                pair.put("chosen", line(scores.next()));
                                pair.put("rejected", line(scores.next()));
                                yield pair;
                            }
                        }));
                text.append('\n');
            }
            AtomicFiles.write(Path.of(order.out()), text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Object> line(Scorer.Logp score) {
        var line = new LinkedHashMap<String, Object>();
        line.put("logp", score.logp());
        line.put("tokens", score.tokens());
        return line;
    }
}
