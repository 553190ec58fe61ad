package sam.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import sam.durable.Json;
import sam.planner.Calibration;
import sam.planner.Calibrator;
import tools.jackson.core.JacksonException;

/// Measures the machine in a worker of its own, so that the window never loads the engine.
public final class WorkerCalibrator implements Calibrator {
    private final InstantSource clock;

    public WorkerCalibrator(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Calibration call() throws IOException, InterruptedException {
        var command = new ArrayList<>(WorkerProcess.java("512m"));
        command.add("calibrate");
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        WorkerProcess.environment(builder);
        var process = builder.start();
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
