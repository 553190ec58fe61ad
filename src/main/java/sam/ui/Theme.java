package sam.ui;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;

/// Light, dark, or as the system does. Colours are tokens of the theme; `theme.css` only gives them roles.
public enum Theme {
    @JsonProperty("system")
    SYSTEM,
    @JsonProperty("light")
    LIGHT,
    @JsonProperty("dark")
    DARK;

    /// Shows the whole program in this theme.
    public void apply() {
        Application.setUserAgentStylesheet((isDark() ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet());
    }

    public boolean isDark() {
        return this == DARK || this == SYSTEM && Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
    }

    /// Adds the program's own roles to a scene or a dialog.
    public static void dress(List<String> stylesheets) {
        stylesheets.add(Objects.requireNonNull(Theme.class.getResource("/sam/theme.css"), "theme.css is in the jar")
                .toExternalForm());
    }
}
