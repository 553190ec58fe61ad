package sam.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import javafx.scene.input.KeyCodeCombination;
import org.junit.jupiter.api.Test;
import sam.ui.Command;

/// A key does one thing: on every page its own commands and the window's are all different.
class CommandKeysTest {
    @Test
    void noTwoCommandsOfAPageShareAKey() {
        for (var page : pages()) {
            var owners = new HashMap<String, Command>();
            var shared = new ArrayList<String>();
            Stream.concat(page.stream(), Stream.of(WindowCommand.values()))
                    .forEach(command -> command.combinations().forEach(keys -> {
                        var other = owners.put(keys.getName(), command);
                        if (other != null) {
                            shared.add("%s: %s and %s".formatted(keys.getName(), other, command));
                        }
                    }));
            assertThat(shared).as("keys of %s", page.getFirst().getClass()).isEmpty();
        }
    }

    @Test
    void everyCommandHasATextAndAKey() {
        Stream.concat(pages().stream().flatMap(List::stream), Stream.of(WindowCommand.values()))
                .forEach(command -> {
                    assertThat(command.text()).isNotBlank();
                    assertThat(command.keys()).as("keys of %s", command).isNotEmpty();
                    assertThat(command.combinations())
                            .as("keys of %s, by the names of their codes", command)
                            .allMatch(KeyCodeCombination.class::isInstance);
                });
    }

    /// Every enum of commands outside the window's own.
    private static List<List<Command>> pages() {
        var enums = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("sam").stream()
                        .filter(c ->
                                c.isEnum() && c.isAssignableTo(Command.class) && !c.isEquivalentTo(WindowCommand.class))
                        .map(c -> c.reflect().getEnumConstants())
                        .map(constants ->
                                Stream.of(constants).map(Command.class::cast).toList())
                        .toList();
        assertThat(enums).isNotEmpty();
        return enums;
    }
}
