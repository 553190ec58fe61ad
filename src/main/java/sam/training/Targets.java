package sam.training;

import org.jspecify.annotations.Nullable;
import sam.protocol.TrainingSettings;

/// Which tokens of a row are learnt, under TRL's names: `completion_only_loss` and `assistant_only_loss`.
///
/// Both may be null, which means: of prompt and completion only the completion, of `messages` only what the assistant
/// says. Where both hold, a token must be in both. Pairs always learn their answers.
record Targets(@Nullable Boolean completionOnly, @Nullable Boolean assistantOnly) {
    static final Targets AUTO = new Targets(null, null);

    static Targets of(TrainingSettings settings) {
        return new Targets(settings.loss().completionOnlyLoss(), settings.loss().assistantOnlyLoss());
    }

    /// Whether a row's prompt is left out.
    boolean leavesPromptOut() {
        return completionOnly == null || completionOnly;
    }

    /// Whether of a whole conversation only the assistant's turns are learnt.
    boolean assistantInConversation() {
        return assistantOnly == null || assistantOnly;
    }

    /// Whether of a completion in messages only the assistant's turns are learnt.
    boolean assistantInCompletion() {
        return assistantOnly != null && assistantOnly;
    }
}
