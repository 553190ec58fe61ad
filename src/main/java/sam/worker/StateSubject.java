package sam.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import sam.engine.Generator;
import sam.engine.LoadedModel;
import sam.model.ChatTemplate;
import sam.model.tokens.ModelText;
import sam.protocol.ChatTurn;
import sam.training.Row;
import sam.training.Scorer;
import sam.training.TrainingData;

/// One state of the model, base plus the stack up to a phase, answering and scoring as training and chat do.
final class StateSubject implements MeasureSuite.Subject, AutoCloseable {
    private final LoadedModel model;

    StateSubject(Path base, List<Path> stack) throws IOException {
        this.model = LoadedModel.open(base, stack);
    }

    @Override
    public List<String> answer(List<List<ChatTurn>> questions, int maxNewTokens) {
        var prompts = questions.stream().map(turns -> prompt(model, turns)).toList();
        return Generator.answers(model, prompts, maxNewTokens);
    }

    @Override
    public MeasureSuite.Scores score(List<List<ChatTurn>> questions, List<List<ChatTurn>> answers) {
        var sequences =
                rows(questions, answers).stream().map(row -> (Row.Tokens) row).toList();
        var scores = scored(sequences);
        return new MeasureSuite.Scores(
                scores.stream().mapToDouble(Scorer.Logp::logp).toArray(),
                scores.stream().mapToLong(Scorer.Logp::tokens).toArray());
    }

    private List<Scorer.Logp> scored(List<Row.Tokens> sequences) {
        try {
            return Scorer.score(model, sequences, _ -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Rows go through the very reader that training uses, as conversations: what is scored is what would be
    /// learned.
    private List<Row> rows(List<List<ChatTurn>> questions, List<List<ChatTurn>> answers) {
        var text = new StringBuilder();
        for (int i = 0; i < questions.size(); i++) {
            var turns = new java.util.ArrayList<>(questions.get(i));
            turns.addAll(answers.get(i));
            text.append(Json.line(Map.of("messages", turns))).append('\n');
        }
        try {
            var file = Files.createTempFile("sam-heldout", ".jsonl");
            try {
                Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
                return TrainingData.readAll(file, model);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The tokens of a conversation up to where the assistant begins to speak.
    static int[] prompt(ModelText model, List<ChatTurn> turns) {
        var rendered = model.template()
                .render(
                        turns.stream()
                                .map(turn -> new ChatTemplate.Turn(turn.role(), turn.content()))
                                .toList(),
                        true);
        return model.tokenizer().encode(rendered, false);
    }

    @Override
    public void close() {
        model.close();
    }
}
