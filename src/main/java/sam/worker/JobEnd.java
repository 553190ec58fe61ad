package sam.worker;

/// How a job ended: at its last step, or before it because somebody asked.
public record JobEnd(boolean finished, long step, double seconds, boolean interrupted) {
    public JobEnd interruptedBy(boolean signal) {
        return new JobEnd(finished, step, seconds, signal && !finished);
    }
}
