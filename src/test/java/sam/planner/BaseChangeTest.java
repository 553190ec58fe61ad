package sam.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.ui.SilentDialogs;

class BaseChangeTest {
    @TempDir
    Path folder;

    @Test
    void anotherBaseUnderTrainedPhasesIsAskedAboutFirst() throws IOException {
        var dialogs = new SilentDialogs();
        try (var session = PlanViewModelTest.project(folder, 12)) {
            var model = PlanViewModelTest.model(session, folder, dialogs);
            var base = session.project().base();
            var adapter = Files.createDirectories(session.project().run(1).resolve("adapter"));
            Files.writeString(adapter.resolve("adapter_config.json"), "{}");
            var moved = base.resolveSibling("moved");
            Files.move(base, moved);
            model.shown();
            dialogs.files.add(moved);

            dialogs.sure = false;
            model.chooseBase("Which?");
            assertThat(dialogs.questions).singleElement().asString().contains("the same model");
            assertThat(session.project().base()).isEqualTo(base);

            dialogs.sure = true;
            model.chooseBase("Which?");
            assertThat(session.project().base()).isEqualTo(moved);
            assertThat(dialogs.problems).isEmpty();
        }
    }
}
