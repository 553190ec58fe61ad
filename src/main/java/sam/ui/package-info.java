/// What every page is made of: cards, dialogs, charts, theme, and the only door to the JavaFX thread. Nothing here
/// knows a feature.
@NullMarked
package sam.ui;

import org.jspecify.annotations.NullMarked;
