package sam.planner;

import java.util.ArrayList;
import java.util.List;
import sam.packing.CutRows;
import sam.project.Project;
import sam.ui.Parts;
import sam.ui.Texts;

/// One thing to look at before training; the page is the only place where it stands in the way.
record Check(Grade grade, String text) {
    enum Grade {
        OK,
        LOOK,
        STOP;

        String text() {
            return switch (this) {
                case OK -> Texts.of("plan.grade-ok");
                case LOOK -> Texts.of("plan.grade-look");
                case STOP -> Texts.of("plan.grade-stop");
            };
        }

        Parts.Tone tone() {
            return switch (this) {
                case OK -> Parts.Tone.GOOD;
                case LOOK -> Parts.Tone.LOOK;
                case STOP -> Parts.Tone.BAD;
            };
        }
    }

    /// More kinds of data than this in one phase invite forgetting.
    private static final int DOMAINS = 3;

    /// Share of cut rows from which it is worth a word.
    private static final double CUT = 0.03;

    /// The numbers the trainer will say when it reads the rows.
    private static Check cut(CutRows rows, int length) {
        if (rows.cut() == 0) {
            return new Check(Grade.OK, Texts.of("plan.check-target", length));
        }
        if (rows.lost() == 0) {
            boolean few = rows.cut() <= CUT * rows.rows();
            return new Check(few ? Grade.OK : Grade.LOOK, Texts.of("plan.check-cut", rows.cut(), rows.rows(), length));
        }
        return new Check(Grade.LOOK, Texts.of("plan.check-lost", rows.cut(), rows.rows(), length, rows.lost()));
    }

    static List<Check> of(Project.Phase phase, PhaseRows rows) {
        var checks = new ArrayList<Check>();
        var shape = rows.shape();
        int length = phase.trainingSettings().batches().maxLength();
        if (shape.size() == 0) {
            checks.add(new Check(Grade.STOP, Texts.of("plan.check-no-rows")));
            return checks;
        }
        checks.add(cut(shape.cutRows(length), length));
        long answerless = shape.withoutTarget(Integer.MAX_VALUE - 1);
        if (answerless > 0) {
            checks.add(new Check(Grade.LOOK, Texts.of("plan.check-no-target", answerless)));
        }
        if (rows.sources().size() > DOMAINS) {
            checks.add(new Check(
                    Grade.LOOK, Texts.of("plan.check-domains", rows.sources().size())));
        } else {
            checks.add(new Check(Grade.OK, Texts.of("plan.check-few-domains", String.join(", ", rows.sources()))));
        }
        if (!rows.restricted().isEmpty()) {
            checks.add(new Check(Grade.LOOK, Texts.of("plan.check-restricted", String.join(", ", rows.restricted()))));
        }
        if (!rows.unknown().isEmpty()) {
            checks.add(new Check(Grade.LOOK, Texts.of("plan.check-unknown", String.join(", ", rows.unknown()))));
        }
        if (rows.restricted().isEmpty() && rows.unknown().isEmpty()) {
            checks.add(new Check(Grade.OK, Texts.of("plan.check-licences")));
        }
        if (rows.retrieveOnly() > 0) {
            checks.add(new Check(Grade.LOOK, Texts.of("plan.check-tier", rows.retrieveOnly())));
        }
        if (phase.number() > 1 && phase.replay().values().stream().allMatch(count -> count == 0)) {
            checks.add(new Check(Grade.LOOK, Texts.of("plan.check-replay")));
        }
        return checks;
    }
}
