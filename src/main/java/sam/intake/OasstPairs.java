package sam.intake;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sam.library.Example;
import sam.rows.Message;

/// The pairs that the ranks of a tree tell: of each prompt the best answer over the worst, then over the second; few,
/// so that no prompt that many answered outweighs others. Equal ranks and small gaps in quality make none.
final class OasstPairs {
    private static final BigDecimal LEAST_GAP = new BigDecimal("0.15");

    private OasstPairs() {}

    static List<Example> of(OasstTrees.Turn root, Fields row) throws RowRefusedException {
        var pairs = new ArrayList<Example>();
        collect(root, List.of(), row, pairs);
        if (pairs.isEmpty()) {
            throw new RowRefusedException("its ranks tell of no answer that is clearly better than another");
        }
        return pairs;
    }

    private static void collect(OasstTrees.Turn prompt, List<Message> before, Fields row, List<Example> pairs) {
        var asked = new ArrayList<>(before);
        asked.add(Message.user(prompt.text()));
        var answers = prompt.replies().stream()
                .filter(reply -> !reply.prompter() && reply.usable())
                .sorted(Comparator.comparing(OasstTrees.Turn::rank))
                .toList();
        var ranked = answers.stream().filter(OasstTrees.Turn::isRanked).toList();
        if (ranked.size() > 1) {
            add(asked, ranked.getFirst(), ranked.getLast(), row, pairs);
        }
        if (ranked.size() > 2) {
            add(asked, ranked.getFirst(), ranked.get(1), row, pairs);
        }
        for (var answer : answers) {
            var said = new ArrayList<>(asked);
            said.add(Message.assistant(answer.text()));
            for (var next : answer.replies()) {
                if (next.prompter() && next.usable()) {
                    collect(next, said, row, pairs);
                }
            }
        }
    }

    private static void add(
            List<Message> asked, OasstTrees.Turn better, OasstTrees.Turn worse, Fields row, List<Example> pairs) {
        if (better.rank().compareTo(worse.rank()) == 0) {
            row.note("answers of the same rank made no pair");
            return;
        }
        var high = better.quality();
        var low = worse.quality();
        if (high != null && low != null && high.subtract(low).abs().compareTo(LEAST_GAP) < 0) {
            row.note("answers whose quality differs by less than 0.15 made no pair");
            return;
        }
        try {
            pairs.add(Turns.preference(asked, Message.assistant(better.text()), Message.assistant(worse.text()), null));
        } catch (RowRefusedException e) {
            row.note("pairs were left out: " + e.reason());
        }
    }
}
