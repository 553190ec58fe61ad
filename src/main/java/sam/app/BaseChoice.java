package sam.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sam.library.LibraryException;
import sam.model.GgufFile;
import sam.project.SampleProject;
import sam.ui.Texts;

/// A base that is on this computer already and can be built on at once.
record BaseChoice(Path base, String name) {
    private static final int DEEP = 3;
    private static final Logger LOG = LoggerFactory.getLogger(BaseChoice.class);

    /// The one that comes with the program, then those that were downloaded, by name. Reads folders, not models.
    static List<BaseChoice> here(Path models) {
        var found = new ArrayList<BaseChoice>();
        try {
            var bundled = SampleProject.assets().resolve("base");
            if (isModel(bundled)) {
                found.add(new BaseChoice(bundled, Texts.of("new-project.bundled")));
            }
        } catch (LibraryException e) {
            // A program without its assets has no such base; the others are offered all the same.
            LOG.info("The bundled base is not offered.", e);
        }
        if (Files.isDirectory(models)) {
            try (var tree = Files.walk(models, DEEP)) {
                tree.filter(BaseChoice::isModel)
                        .map(place ->
                                new BaseChoice(place, models.relativize(place).toString()))
                        .sorted(Comparator.comparing(BaseChoice::name))
                        .forEach(found::add);
            } catch (IOException | UncheckedIOException e) {
                // What cannot be listed can still be chosen by hand.
                LOG.warn("The models in {} cannot be listed.", models, e);
            }
        }
        return found;
    }

    private static boolean isModel(Path place) {
        return Files.isDirectory(place)
                ? Files.exists(place.resolve("config.json")) && Files.exists(place.resolve("tokenizer.json"))
                : GgufFile.isGguf(place);
    }
}
