package sam.packing;

/// The rows of a plan's steps, with the order of the epoch that is under way kept: 100,000 rows take milliseconds to
/// shuffle. Used by one thread.
public final class StepRows {
    private final StepPlan plan;
    private long epoch = -1;
    private int[] order = new int[0];

    StepRows(StepPlan plan) {
        this.plan = plan;
    }

    public StepPlan plan() {
        return plan;
    }

    /// The indices of the rows of a step, in whatever order steps are asked for.
    public int[] of(long step) {
        long wanted = plan.epochOf(step);
        if (wanted != epoch) {
            order = plan.order(wanted);
            epoch = wanted;
        }
        return plan.rowsOf(step, order);
    }
}
