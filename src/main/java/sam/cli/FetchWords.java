package sam.cli;

import sam.durable.Plain;
import sam.hub.HubException;

/// What keeps a model from being fetched, with what a terminal offers against it.
final class FetchWords {
    private FetchWords() {}

    static String of(HubException fault) {
        var way = switch (fault.way()) {
            case SAID -> "";
            case AGAIN -> " Give the same command again later: it goes on where it stopped.";
            case OTHER_FOLDER -> " Choose another folder with --to.";
            case NAME_A_FILE -> Plain.text(" Say which with --file: %s.", String.join(", ", fault.files()));
            case OTHER_MODEL -> " Choose another, for example of sam fetch --list.";
        };
        return fault.getMessage() + way;
    }
}
