package sam.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javafx.scene.Scene;
import javafx.scene.control.ButtonType;
import javafx.scene.control.DialogPane;
import javafx.stage.Stage;
import javafx.stage.Window;
import sam.hub.Fetch;
import sam.hub.Hub;
import sam.hub.LocalHub;
import sam.hub.SuitedBase;
import sam.jobs.Jobs;
import sam.ui.Background;
import sam.ui.FxBackground;
import sam.ui.SilentDialogs;
import sam.ui.Theme;

/// Draws "Get a model…" in each of its states, with a hub on this machine, and the new project on what came.
final class ModelPictures {
    private static final long BUDGET = 5_300_000_000L;

    private ModelPictures() {}

    static void draw(Path folder, String end) throws Exception {
        var clock = InstantSource.system();
        var background = FxBackground.manyAtOnce();
        try (var hub = new LocalHub().withModel(3 << 20)) {
            for (var name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
                hub.with(name, Files.readAllBytes(Path.of("assets/base", name)));
            }
            var models = folder.resolve("models" + end);
            var made = new GetModelViewModel[1];
            var stage = new Stage[1];
            Pictures.onFx(() -> {
                made[0] = new GetModelViewModel(
                        () -> new Fetch(Hub.of(Map.of("HF_ENDPOINT", hub.address()), clock), clock),
                        models,
                        () -> BUDGET,
                        background,
                        new Jobs());
                var scene = new Scene(new GetModelView(made[0], _ -> {}).node(), 1000, 680);
                Theme.dress(scene.getStylesheets());
                stage[0] = new Stage();
                stage[0].setScene(scene);
                stage[0].show();
            });
            var model = made[0];
            var gated = SuitedBase.all().stream()
                    .filter(SuitedBase::gated)
                    .findFirst()
                    .orElseThrow();
            shot(stage[0], "get-model-gated" + end, () -> model.choose(gated));
            shot(stage[0], "get-model-failed" + end, () -> {
                model.idProperty().set("acme/none");
                model.get();
            });
            hub.slowly(150);
            shot(stage[0], "get-model-running" + end, () -> {
                model.idProperty().set("acme/tiny");
                model.get();
            });
            shot(stage[0], "get-model-stopped" + end, model::stop);
            hub.slowly(0);
            shot(stage[0], "get-model-done" + end, model::get);
            Pictures.onFx(() -> javafx.application.Platform.runLater(() -> NewProjectView.ask(
                    new NewProjectView.Around(
                            stage[0],
                            new SilentDialogs(),
                            Background.immediate(),
                            folder.resolve("projects" + end),
                            BaseChoice.here(models),
                            BUDGET,
                            () -> {}),
                    models.resolve("acme--tiny"))));
            Pictures.pause(900);
            Pictures.onFx(() -> {
                var dialog = (Stage) Window.getWindows().getLast();
                Pictures.save(dialog, "new-project" + end);
                ((javafx.scene.control.Button)
                                ((DialogPane) dialog.getScene().getRoot()).lookupButton(ButtonType.CANCEL))
                        .fire();
            });
            Pictures.onFx(() -> stage[0].close());
        }
        background.close();
    }

    private static void shot(Stage stage, String name, Runnable before) throws Exception {
        Pictures.onFx(before::run);
        Pictures.pause(1_200);
        Pictures.onFx(() -> Pictures.save(stage, name));
    }
}
