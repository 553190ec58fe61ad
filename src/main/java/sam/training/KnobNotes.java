package sam.training;

import java.util.ArrayList;
import java.util.List;
import sam.durable.Plain;
import sam.protocol.Objective;
import sam.protocol.TrainOrder;

/// Sentences about knobs that do not do what somebody who turned them may think.
final class KnobNotes {
    private KnobNotes() {}

    static List<String> of(TrainOrder order) {
        var settings = order.settings();
        var notes = new ArrayList<String>();
        var losses = String.join(",", settings.loss().type());
        boolean smooths = switch (order.objective()) {
            case SFT, KTO, ORPO -> false;
            case DPO -> settings.loss().type().contains("robust");
            case CPO -> CpoTerms.of(settings).kind().smooths();
        };
        if (settings.loss().labelSmoothing() != 0 && !smooths) {
            notes.add(Plain.text(
                    "label_smoothing changes nothing for loss_type %s, as in TRL%s.",
                    losses, order.objective() == Objective.DPO ? "; robust uses it" : ""));
        }
        if (losses.equals("simpo") && settings.loss().cpoAlpha() != 0) {
            notes.add(Plain.text(
                    "loss_type simpo with cpo_alpha %s is CPO-SimPO; cpo_alpha=0 makes it SimPO alone.",
                    settings.loss().cpoAlpha()));
        }
        return notes;
    }
}
