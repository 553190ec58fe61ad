package sam.runs;

import java.io.IOException;
import java.time.InstantSource;
import sam.planner.Calibration;
import sam.planner.Calibrator;
import sam.protocol.CalibrateOrder;
import sam.workers.OneJob;
import sam.workers.RunException;

/// Measures the machine in a worker of its own, so that the window never loads the engine.
public final class WorkerCalibrator implements Calibrator {
    private final InstantSource clock;

    public WorkerCalibrator(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Calibration call() throws IOException, InterruptedException {
        try {
            return OneJob.run(new CalibrateOrder(), "512m", Calibration.class).takenAt(clock.instant());
        } catch (RunException e) {
            throw new RunException("The machine could not be measured. " + e.getMessage());
        }
    }
}
