package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.project.DemoProject;
import sam.project.ProjectSession;

class PhaseStatesTest {
    @TempDir
    Path folder;

    private static void train(ProjectSession session, int phase, String when) throws IOException {
        var config = session.project().run(phase).resolve("adapter/adapter_config.json");
        Files.createDirectories(config.getParent());
        Files.writeString(config, "{}");
        Files.setLastModifiedTime(config, FileTime.from(Instant.parse(when)));
    }

    @Test
    void everyPhaseSaysInALineWhereItStands() throws IOException {
        try (var session = DemoProject.open(folder)) {
            var states = PhaseStates.read(session.project(), session.library());

            assertThat(states)
                    .extracting(state -> state.text())
                    .containsExactly("13 of 41 reviewed", "no rows yet", "10 of 40 reviewed", "0 of 40 judged");
            assertThat(states.get(2).fraction()).isEqualTo(0.25);
        }
    }

    @Test
    void aPhaseIsStaleWhenOneBelowItWasTrainedSince() throws IOException {
        try (var session = DemoProject.open(folder)) {
            train(session, 1, "2026-01-01T10:00:00Z");
            train(session, 2, "2026-01-01T11:00:00Z");
            assertThat(PhaseStates.read(session.project(), session.library()))
                    .extracting(state -> state.trained())
                    .containsExactly(true, true, false, false);
            train(session, 1, "2026-01-01T12:00:00Z");

            var states = PhaseStates.read(session.project(), session.library());

            assertThat(states.get(0).text()).isEqualTo("trained · 13 rows");
            assertThat(states.get(1).text()).isEqualTo("stale · phase 1 changed");
            assertThat(states.get(1).trained()).isFalse();
        }
    }
}
