package sam.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import sam.durable.AtomicFiles;
import sam.protocol.ChatTurn;

/// Takes every measure on one state of the model after the other, so that forgetting shows.
final class MeasureSuite {
    /// Margins below this are ties: float32 log-probabilities of one row carry about 1e-5 of rounding.
    private static final double TIE = 1e-4;

    private final List<Measure> measures;
    private final Map<String, List<Measure.Row>> rows = new LinkedHashMap<>();

    /// What a state of the model can be asked.
    interface Subject {
        /// Greedy answers, one for each question, in order.
        List<String> answer(List<List<ChatTurn>> questions, int maxNewTokens);

        /// Log-probability and token count of each answer after its question.
        Scores score(List<List<ChatTurn>> questions, List<List<ChatTurn>> answers);
    }

    record Scores(double[] logp, long[] tokens) {}

    MeasureSuite(Path listing) throws IOException {
        this.measures = Measure.read(listing);
        for (var measure : measures) {
            rows.putIfAbsent(measure.file(), measure.rows(AtomicFiles.parent(listing)));
        }
    }

    List<Measure> measures() {
        return measures;
    }

    /// All measures on one state but the rewards, which need a reference that is trained later.
    Map<String, MeasureResult> take(Subject subject, BiConsumer<Measure, MeasureResult> each) {
        var results = new LinkedHashMap<String, MeasureResult>();
        var answered = new LinkedHashMap<String, List<String>>();
        for (var measure : measures) {
            var held = rows.getOrDefault(measure.file(), List.of());
            var questions = held.stream().map(Measure.Row::question).toList();
            MeasureResult result;
            if (measure.generates()) {
                var answers = answered.computeIfAbsent(
                        measure.file(), _ -> subject.answer(questions, measure.maxNewTokens()));
                var good = new double[held.size()];
                for (int i = 0; i < good.length; i++) {
                    good[i] = AnswerJudge.judge(measure, held.get(i), answers.get(i));
                }
                result = MeasureResult.share(good);
            } else if (measure.kind().equals("perplexity")) {
                var scores = subject.score(
                        questions,
                        held.stream()
                                .map(row -> List.copyOf(turns(row.messages())
                                        .subList(
                                                row.question().size(),
                                                turns(row.messages()).size())))
                                .toList());
                result = MeasureResult.perplexity(scores.logp(), scores.tokens());
            } else {
                continue;
            }
            results.put(measure.id(), result);
            each.accept(measure, result);
        }
        return results;
    }

    boolean hasRewards() {
        return measures.stream().anyMatch(measure -> measure.kind().equals("reward_accuracy"));
    }

    /// The log-probabilities of every preference measure on one state, by measure id: chosen, then rejected.
    Map<String, Scores[]> pairScores(Subject subject) {
        var scores = new LinkedHashMap<String, Scores[]>();
        for (var measure : measures) {
            if (measure.kind().equals("reward_accuracy")) {
                scores.put(measure.id(), pair(subject, rows.getOrDefault(measure.file(), List.of())));
            }
        }
        return scores;
    }

    private static Scores[] pair(Subject subject, List<Measure.Row> held) {
        var questions = held.stream().map(Measure.Row::question).toList();
        return new Scores[] {
            subject.score(
                    questions, held.stream().map(row -> turns(row.chosen())).toList()),
            subject.score(
                    questions, held.stream().map(row -> turns(row.rejected())).toList())
        };
    }

    /// Share of pairs whose implicit reward is higher for the chosen answer; a tie counts half, so a state equal to
    /// the reference has 0.5.
    static MeasureResult rewardAccuracy(Scores[] policy, Scores[] reference) {
        var good = new double[policy[0].logp().length];
        for (int i = 0; i < good.length; i++) {
            double margin = policy[0].logp()[i]
                    - policy[1].logp()[i]
                    - (reference[0].logp()[i] - reference[1].logp()[i]);
            good[i] = Math.abs(margin) < TIE ? 0.5 : margin > 0 ? 1 : 0;
        }
        return MeasureResult.share(good);
    }

    private static List<ChatTurn> turns(@org.jspecify.annotations.Nullable List<ChatTurn> turns) {
        if (turns == null) {
            throw new WorkerException("A held-out row lacks the turns its measure needs.");
        }
        return turns;
    }
}
