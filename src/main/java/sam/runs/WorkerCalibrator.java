package sam.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import sam.durable.Json;
import sam.planner.Calibration;
import sam.planner.Calibrator;
import sam.processes.ChildJvm;
import sam.workers.RunException;
import tools.jackson.core.JacksonException;

/// Measures the machine in a worker of its own, so that the window never loads the engine.
public final class WorkerCalibrator implements Calibrator {
    private final InstantSource clock;

    public WorkerCalibrator(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Calibration call() throws IOException, InterruptedException {
        var process = ChildJvm.withHeap("512m")
                .process("calibrate")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                return Json.MAPPER.readValue(said.strip(), Calibration.class).takenAt(clock.instant());
            }
        } catch (JacksonException e) {
            // Told below: what was said is no measurement.
        } finally {
            process.destroy();
        }
        throw new RunException(
                "The machine could not be measured: the engine did not start. Run `sam check` to see why.");
    }
}
