package sam;

import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sam.cli.EngineProcess;
import sam.cli.Sam;
import sam.durable.Plain;
import sam.processes.NativeFolders;
import sam.processes.NoPlaceException;

/// Picks the window or the command line. Does not extend JavaFX's Application: a class path launch needs that.
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            NativeFolders.choose();
            if (args.length > 0) {
                System.exit(Sam.run(args));
            }
        } catch (NoPlaceException e) {
            fail(e, e.getMessage());
        } catch (LinkageError e) {
            fail(
                    e,
                    Plain.text(
                            "A library of this program cannot be loaded: %s. Build or install it anew; sam.debug says"
                                    + " more.",
                            String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
        }
        if (hasDisplay()) {
            sam.app.WorkbenchApp.launch();
            return;
        }
        var out = firstFree(Path.of(System.getProperty("user.home"), "sam-demo"));
        System.err.println("There is no display here, so the window stays closed: the sample job runs in the terminal");
        System.err.println("instead and writes " + out + ". With a display this command opens the workbench.");
        System.exit(EngineProcess.run("demo", "--out", out.toString()));
    }

    private static void fail(Throwable fault, @Nullable String sentence) {
        System.err.println(sentence);
        if (Boolean.getBoolean("sam.debug")) {
            fault.printStackTrace();
        }
        System.exit(Sam.FAILED);
    }

    /// `folder`, or `folder-2` and so on: an earlier demo is left as it is.
    private static Path firstFree(Path folder) {
        var free = folder;
        for (int n = 2; Files.exists(free); n++) {
            free = folder.resolveSibling(folder.getFileName() + "-" + n);
        }
        return free;
    }

    /// macOS and Windows always have one; elsewhere an X or Wayland display must be named, unless JavaFX is told to
    /// draw headless.
    private static boolean hasDisplay() {
        if ("Headless".equals(System.getProperty("glass.platform"))) {
            return true;
        }
        if (Boolean.getBoolean("java.awt.headless")) {
            return false;
        }
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.contains("mac") || system.contains("win")) {
            return true;
        }
        return System.getenv("DISPLAY") != null && !GraphicsEnvironment.isHeadless();
    }
}
