package sam.sources;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.layout.VBox;
import sam.ui.Parts;
import sam.ui.Texts;

/// What a list offers, to tick.
final class OfferView {
    private OfferView() {}

    /// `take` is handed the names that are ticked.
    static List<Node> of(List<CollectViewModel.Offer> offered, Consumer<List<String>> take) {
        var boxes = new ArrayList<CheckBox>();
        var list = new VBox(4);
        for (var offer : offered) {
            var box = Parts.wrapped(new CheckBox(offer.words()));
            box.setUserData(offer.name());
            box.setMinWidth(0);
            boxes.add(box);
        }
        list.getChildren().setAll(boxes);
        Button start = Parts.button("offer-take", Texts.of("sources.take-ticked"), () -> take.accept(ticked(boxes)));
        start.setMaxWidth(Double.MAX_VALUE);
        start.setDisable(true);
        boxes.forEach(box -> box.selectedProperty()
                .subscribe(_ -> start.setDisable(ticked(boxes).isEmpty())));
        return List.of(list, start);
    }

    private static List<String> ticked(List<CheckBox> boxes) {
        return boxes.stream()
                .filter(CheckBox::isSelected)
                .map(box -> String.valueOf(box.getUserData()))
                .toList();
    }
}
