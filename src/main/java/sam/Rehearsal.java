package sam;

import java.nio.file.Files;
import java.nio.file.Path;
import sam.app.WorkbenchApp;
import sam.cli.Sam;
import sam.project.SampleProject;

/// What the JVM watches to learn what a start needs: the command line reads a file into a library, then the window
/// opens on the sample project, shows every page and closes.
final class Rehearsal {
    private Rehearsal() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("sam.rehearsal", "true");
        var home = Path.of(System.getProperty("sam.home"));
        Files.createDirectories(home);
        var rows =
                Files.writeString(home.resolve("rows.jsonl"), "{\"prompt\":\"Say hello\",\"completion\":\"Hello.\"}\n");
        var library = home.resolve("library.sqlite").toString();
        Sam.run("--help");
        Sam.run("import", rows.toString(), "--library", library, "--json");
        Sam.run("review", "--library", library, "--accept-all");
        Sam.run(
                "snapshot",
                "--library",
                library,
                "--phase",
                "1",
                "--out",
                home.resolve("snapshot").toString());
        Sam.run("generate", "--model", SampleProject.assets().resolve("base").toString(), "--help");
        WorkbenchApp.launch();
    }
}
