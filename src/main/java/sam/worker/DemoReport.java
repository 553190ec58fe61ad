package sam.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a chain of phases achieved: `report.json`.
///
/// `interval` is the paired 95 % interval of the gain (for perplexity of the gain in nats a token), `kept` the share of
/// a phase's gain that the last phase still has, `values` one number for the base and one for every phase.
public record DemoReport(
        double seconds,
        double trainSeconds,
        long seed,
        List<PhaseLine> phases,
        List<MeasureLine> measures,
        List<AnswerLine> answers,
        Map<Integer, Double> secondsByPhase) {

    public record PhaseLine(
            int phase,
            String measure,
            double before,
            double after,
            List<Double> interval,
            int n,
            boolean better,
            double kept) {}

    public record MeasureLine(int phase, String id, String measure, String kind, List<Double> values) {}

    public record AnswerLine(String prompt, List<String> answers) {}

    /// The lines of every phase against the stack below it, from what was measured on base and phases.
    static List<PhaseLine> lines(List<Measure> measures, List<Map<String, MeasureResult>> states) {
        var lines = new ArrayList<PhaseLine>();
        for (var measure : measures) {
            int phase = measure.phase();
            if (phase >= states.size()) {
                continue;
            }
            var before = result(states.get(phase - 1), measure);
            var after = result(states.get(phase), measure);
            var last = result(states.getLast(), measure);
            var gain = PairedDifference.of(before.rows(), after.rows(), measure.lowerIsBetter());
            var kept = PairedDifference.of(before.rows(), last.rows(), measure.lowerIsBetter());
            lines.add(new PhaseLine(
                    phase,
                    measure.name(),
                    before.value(),
                    after.value(),
                    List.of(gain.low(), gain.high()),
                    after.rows().length,
                    gain.low() > 0,
                    gain.mean() == 0 ? 0 : kept.mean() / gain.mean()));
        }
        return lines;
    }

    private static MeasureResult result(Map<String, MeasureResult> state, Measure measure) {
        var result = state.get(measure.id());
        if (result == null) {
            throw new IllegalStateException("nothing was measured for " + measure.id());
        }
        return result;
    }
}
