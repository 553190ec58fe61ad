package sam.cli;

import java.nio.file.Path;
import java.util.Locale;
import sam.durable.Plain;
import sam.worker.DemoReport;

/// The demo's report as a person reads it in a terminal.
final class DemoTable {
    private DemoTable() {}

    static String text(DemoReport report, Path file) {
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%nFour phases in %.0f s, %.0f s of it training.%n%n",
                report.seconds(),
                report.trainSeconds()));
        text.append(Plain.text("%-34s", "held-out measure"));
        int states = report.measures().isEmpty()
                ? 0
                : report.measures().getFirst().values().size();
        for (int state = 0; state < states; state++) {
            text.append(Plain.text("%9s", state == 0 ? "base" : "phase " + state));
        }
        text.append('\n');
        for (var line : report.measures()) {
            text.append(Plain.text("%-34s", line.phase() + " " + line.measure()));
            for (double value : line.values()) {
                text.append(String.format(Locale.ROOT, line.kind().equals("perplexity") ? "%9.1f" : "%9.2f", value));
            }
            text.append('\n');
        }
        text.append('\n');
        for (var line : report.phases()) {
            text.append(String.format(
                    Locale.ROOT,
                    "phase %d  %-32s %s  gain %.2f (%.2f to %.2f), %.0f %% of it kept at the end%n",
                    line.phase(),
                    line.measure(),
                    line.better() ? "better" : "NOT better",
                    (line.interval().getFirst() + line.interval().getLast()) / 2,
                    line.interval().getFirst(),
                    line.interval().getLast(),
                    100 * line.kept()));
        }
        if (!report.answers().isEmpty()) {
            text.append('\n');
            for (var answer :
                    report.answers().subList(0, Math.min(3, report.answers().size()))) {
                text.append(answer.prompt()).append('\n');
                for (int state = 0; state < answer.answers().size(); state++) {
                    text.append(Plain.text(
                            "  %-8s %s%n",
                            state == 0 ? "base" : "phase " + state,
                            answer.answers().get(state).strip().replace('\n', ' ')));
                }
            }
        }
        return text.append("\nThe whole report: ").append(file).append('\n').toString();
    }
}
