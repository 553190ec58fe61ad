package sam.app;

import javafx.application.Application;
import javafx.stage.Stage;

/// The window.
public final class WorkbenchApp extends Application {
    public static void launch() {
        Application.launch(WorkbenchApp.class);
    }

    @Override
    public void start(Stage stage) {
        stage.setTitle("SAM Workbench");
        stage.show();
    }
}
