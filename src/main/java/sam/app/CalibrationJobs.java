package sam.app;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import sam.durable.Sentences;
import sam.jobs.Job;
import sam.jobs.Jobs;
import sam.planner.Calibration;
import sam.planner.Calibrator;
import sam.planner.PlanViewModel;
import sam.runs.WaitingWords;
import sam.runs.WorkerCalibrator;
import sam.ui.Background;
import sam.ui.Texts;
import sam.workers.MemoryLease;
import sam.workers.OneJob;

/// Measures the machine as one of the window's long works: it can be stopped, and says what came of it.
final class CalibrationJobs implements Calibrator {
    private final Jobs jobs;
    private final WorkerCalibrator worker;
    private volatile @Nullable Exception fault;
    private @Nullable Job job;

    CalibrationJobs(Jobs jobs, InstantSource clock, OneJob worker, Background background) {
        this.jobs = jobs;
        var says = background.<String>newest(this::say);
        this.worker = new WorkerCalibrator(clock, worker, new OneJob.Hearing() {
            @Override
            public void waits(MemoryLease.Shortage shortage) {
                says.accept(WaitingWords.of(shortage));
            }

            @Override
            public void begins() {
                says.accept(Texts.of("jobs.calibrate-words"));
            }
        });
    }

    @Override
    public Calibration call() throws IOException {
        fault = null;
        try {
            return worker.call();
        } catch (IOException | RuntimeException e) {
            fault = e;
            throw e;
        }
    }

    void follow(PlanViewModel plan) {
        plan.calibratingProperty().subscribe(busy -> {
            if (busy) {
                job = jobs.begin(Texts.of("jobs.calibrate"), Texts.of("jobs.calibrate-words"), worker::stop);
            } else {
                end();
            }
        });
    }

    private void say(String words) {
        if (job != null) {
            job.at(words, -1, "", -1);
        }
    }

    private void end() {
        var current = job;
        job = null;
        if (current == null) {
            return;
        }
        var why = fault;
        if (why == null) {
            current.done(Texts.of("jobs.calibrated"));
        } else if (why instanceof CancellationException) {
            current.stopped(Texts.of("jobs.calibrate-stopped"));
        } else {
            current.failed(Sentences.of(why));
        }
    }

    /// The project is closed meanwhile, and nobody waits for the answer.
    void leave() {
        if (job != null) {
            worker.stop();
            job.stopped(Texts.of("jobs.calibrate-stopped"));
            job = null;
        }
    }
}
