package sam.app;

import org.jspecify.annotations.Nullable;
import sam.intake.ImportReport;
import sam.jobs.Job;
import sam.jobs.Jobs;
import sam.sources.SourcesViewModel;
import sam.ui.Texts;

/// Shows imports among the window's long works, one for each file, with what came of it.
final class ImportJobs {
    private final Jobs jobs;
    private final SourcesViewModel sources;
    private @Nullable Job job;

    ImportJobs(Jobs jobs, SourcesViewModel sources) {
        this.jobs = jobs;
        this.sources = sources;
        sources.runningProperty().subscribe(this::follow);
        sources.reportProperty().subscribe(this::ended);
    }

    private void follow(SourcesViewModel.@Nullable Running now) {
        if (now == null) {
            end();
            return;
        }
        var title = Texts.of("jobs.import", now.file());
        var current = job;
        if (current == null || !current.isRunning() || !current.title().equals(title)) {
            end();
            current = jobs.beginOfProject(title, Texts.of("sources.beginning"), sources::stopImport);
            job = current;
        }
        if (now.fraction() > 0) {
            var words = Texts.of("jobs.import-rows", now.taken());
            if (now.filesBehind() > 0) {
                words += " · " + Texts.of("sources.behind", now.filesBehind());
            }
            current.at(words, now.fraction(), Texts.of("jobs.import-rate", now.rowsPerSecond()), now.secondsLeft());
        }
    }

    private void ended(@Nullable ImportReport report) {
        var current = job;
        if (report == null || current == null) {
            return;
        }
        var result = Texts.of("jobs.import-done", report.taken(), report.refused(), report.duplicates());
        if (report.cancelled()) {
            current.stopped(result);
        } else {
            current.done(result);
        }
    }

    /// An import that ends without a report has told its fault in a window of its own.
    private void end() {
        if (job != null) {
            job.failed(Texts.of("jobs.import-failed"));
            job = null;
        }
    }

    /// The project is closed while it goes on: what was taken stays.
    void leave() {
        if (job != null) {
            job.stopped(Texts.of("jobs.import-left"));
            job = null;
        }
    }
}
