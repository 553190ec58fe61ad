package sam.planner;

import java.nio.file.Path;
import sam.library.LibraryException;
import sam.project.SampleProject;
import sam.ui.Texts;

/// What a base is called before a person: its folder or file, unless that name says nothing, as the hash of a
/// snapshot in the hub's cache, or the folder `base` of this program.
public final class BaseName {
    private static final String HUB = "models--";

    private BaseName() {}

    public static String of(Path base) {
        var place = base.toAbsolutePath().normalize();
        if (isBundled(place)) {
            return Texts.of("plan.bundled");
        }
        var above = place.getParent();
        if (above != null && last(above).equals("snapshots") && above.getParent() != null) {
            var hub = last(above.getParent());
            if (hub.startsWith(HUB)) {
                return hub.substring(HUB.length()).replace("--", "/");
            }
        }
        return last(place);
    }

    private static boolean isBundled(Path place) {
        try {
            return place.equals(
                    SampleProject.assets().resolve("base").toAbsolutePath().normalize());
        } catch (LibraryException withoutAssets) {
            return false;
        }
    }

    private static String last(Path place) {
        var name = place.getFileName();
        return name == null ? place.toString() : name.toString();
    }
}
