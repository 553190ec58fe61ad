package sam.intake;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sam.library.Example;
import sam.rows.Message;

/// Stanford Human Preferences: two comments to a post of Reddit, of which one has the higher score. At most five pairs
/// of a post are taken, so that no post outweighs others.
record ShpRows(Map<String, Integer> taken) implements RowShape {
    private static final BigDecimal LEAST_RATIO = BigDecimal.TWO;
    private static final int MOST_OF_A_POST = 5;

    ShpRows() {
        this(new HashMap<>());
    }

    @Override
    public boolean fits(Fields row) {
        return row.holds("history") && row.holds("human_ref_A") && row.holds("human_ref_B") && row.hasKey("labels");
    }

    @Override
    public Example read(long line, Fields row) throws RowRefusedException {
        var aIsBetter = row.flag("labels");
        if (aIsBetter == null) {
            throw new RowRefusedException("its field “labels” is neither 1 nor 0");
        }
        var ratio = row.number("score_ratio");
        if (ratio == null || ratio.compareTo(LEAST_RATIO) < 0) {
            throw new RowRefusedException("the better comment scores less than twice the other");
        }
        var post = Message.user(row.required("history", "post"));
        var a = Message.assistant(row.text("human_ref_A"));
        var b = Message.assistant(row.text("human_ref_B"));
        var pair = Turns.preference(List.of(post), aIsBetter ? a : b, aIsBetter ? b : a, null);
        var id = row.optional("post_id");
        if (!id.isBlank() && taken.merge(id, 1, Integer::sum) > MOST_OF_A_POST) {
            throw new RowRefusedException("five pairs of its post were taken already");
        }
        return pair;
    }
}
