package sam.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class JobsTest {
    private final Jobs jobs = new Jobs();
    private final ArrayList<String> ended = new ArrayList<>();

    @Test
    void aWorkIsAmongThoseThatGoOnUntilItEndsAndItsResultIsTold() {
        jobs.onEnded(
                job -> ended.add(job.title() + ": " + job.stateProperty().get().words()));
        var job = jobs.begin("Download of a/b", "asking", () -> {});
        job.at("1 of 2 GB", 0.5, "9 MB/s", 120);
        assertThat(jobs.running()).containsExactly(job);
        assertThat(JobsView.words(job.stateProperty().get())).isEqualTo("50 % · 1 of 2 GB · 9 MB/s · 2 min left");
        job.at("2 of 2 GB", 0.997, "9 MB/s", 1);
        assertThat(JobsView.words(job.stateProperty().get()))
                .as("what still goes on is not said to be whole")
                .startsWith("99 %");

        job.done("It is here.");
        job.failed("too late to fail");
        job.at("too late to go on", 0.6, "", -1);

        assertThat(jobs.running()).isEmpty();
        assertThat(ended).containsExactly("Download of a/b: It is here.");
        assertThat(job.stateProperty().get().life()).isEqualTo(Job.Life.DONE);
    }

    @Test
    void stoppingAsksWhoeverDoesItAndIsOverWhenThatSaysSo() {
        var asked = new ArrayList<String>();
        var job = jobs.begin("Export", "", () -> asked.add("stop"));
        job.stop();
        assertThat(job.isRunning()).isTrue();
        job.stopped("Nothing was written.");
        job.stop();

        assertThat(asked).containsExactly("stop");
        assertThat(jobs.running()).isEmpty();
    }

    @Test
    void whatNeedsTheOpenProjectIsKnown() {
        var download = jobs.begin("Download", "", () -> {});
        var reading = jobs.beginOfProject("Import", "", () -> {});
        assertThat(jobs.ofProject()).containsExactly(reading);
        reading.stopped("");
        assertThat(jobs.ofProject()).isEmpty();
        assertThat(jobs.running()).containsExactly(download);
    }
}
