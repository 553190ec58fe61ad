package sam.lines;

import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import sam.ui.Background;
import sam.ui.Dialogs;

/// The persona card beside the text: saved as it is typed, and put before new lines when the person wants it.
final class PersonaViewModel {
    private final LineFiles files;
    private final Background background;
    private final Dialogs dialogs;
    private final StringProperty card = new SimpleStringProperty("");
    private final BooleanProperty used = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper readable = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper saved = new ReadOnlyBooleanWrapper(true);

    PersonaViewModel(LineFiles files, Background background, Dialogs dialogs) {
        this.files = files;
        this.background = background;
        this.dialogs = dialogs;
        card.subscribe(text -> {
            if (readable.get()) {
                files.setCard(text);
                saved.set(files.isCardSaved());
            }
        });
    }

    StringProperty cardProperty() {
        return card;
    }

    /// Whether new lines begin with the card as system prompt.
    BooleanProperty usedProperty() {
        return used;
    }

    /// Whether the file could be read, so that it may be written.
    ReadOnlyBooleanProperty readableProperty() {
        return readable.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty savedProperty() {
        return saved.getReadOnlyProperty();
    }

    /// The system prompt of new lines; empty when the card is not used, or says nothing.
    String prompt() {
        return used.get() ? PersonaCard.prompt(card.get()) : "";
    }

    void begin(@Nullable String text, boolean wanted) {
        used.set(wanted);
        if (text != null) {
            card.set(text);
            readable.set(true);
        }
    }

    /// What became of the file: `now` is whether it holds what was typed.
    void written(boolean now) {
        saved.set(now && files.isCardSaved());
    }

    /// An empty card begins with the headings of what it should say.
    void beginWithHeadings() {
        if (readable.get() && card.get().isBlank()) {
            card.set(PersonaCard.HEADINGS);
        }
    }

    /// The file may have been changed elsewhere meanwhile.
    void look() {
        if (readable.get()) {
            background.run(files::cardAgain, found -> found.ifPresent(card::set), dialogs::problem);
        }
    }
}
