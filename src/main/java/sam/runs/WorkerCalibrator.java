package sam.runs;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import sam.planner.Calibration;
import sam.planner.Calibrator;
import sam.protocol.CalibrateOrder;
import sam.workers.OneJob;
import sam.workers.RunException;

/// Measures the machine in a worker of its own, so that the window never loads the engine.
public final class WorkerCalibrator implements Calibrator {
    private final InstantSource clock;
    private final OneJob worker;
    private final OneJob.Hearing hearing;
    private volatile @Nullable Thread waiting;

    public WorkerCalibrator(InstantSource clock, OneJob worker, OneJob.Hearing hearing) {
        this.clock = clock;
        this.worker = worker;
        this.hearing = hearing;
    }

    /// Ends the measurement that goes on; it ends as cancelled.
    public void stop() {
        var thread = waiting;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public Calibration call() throws IOException {
        waiting = Thread.currentThread();
        try {
            return worker.run(new CalibrateOrder(), "512m", Calibration.class, hearing)
                    .takenAt(clock.instant());
        } catch (InterruptedException e) {
            throw new CancellationException();
        } catch (RunException e) {
            throw new RunException("The machine could not be measured. " + e.getMessage());
        } finally {
            waiting = null;
        }
    }
}
