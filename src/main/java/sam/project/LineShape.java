package sam.project;

import java.util.List;
import sam.library.Example;
import sam.library.TrainingRows;
import sam.protocol.Objective;

/// What a line of a training file is: an answer, a pair, or an answer with its judgement. A file holds one shape.
enum LineShape {
    ANSWERS,
    PAIRS,
    JUDGED;

    static LineShape of(Objective objective) {
        return switch (objective) {
            case SFT -> ANSWERS;
            case DPO, ORPO, CPO -> PAIRS;
            case KTO -> JUDGED;
        };
    }

    /// Whether rejected rows are learnt from too.
    boolean takesRejected() {
        return this == JUDGED;
    }

    /// The lines an example makes; none where it is of another shape.
    List<String> lines(Example example, boolean accepted) {
        return switch (this) {
            case ANSWERS, PAIRS ->
                example instanceof Example.Preference == (this == PAIRS)
                        ? TrainingRows.line(example).stream().toList()
                        : List.of();
            case JUDGED -> TrainingRows.judged(example, accepted);
        };
    }

    /// How many lines that will be, by the kind alone; of a judged answer, only where it has a question.
    int lines(boolean pair, boolean accepted) {
        return switch (this) {
            case ANSWERS -> accepted && !pair ? 1 : 0;
            case PAIRS -> accepted && pair ? 1 : 0;
            case JUDGED -> !pair ? 1 : accepted ? 2 : 0;
        };
    }
}
