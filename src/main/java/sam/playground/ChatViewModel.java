package sam.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.project.Project;
import sam.project.ProjectSession;
import sam.protocol.TalkReply;
import sam.protocol.TalkRequest;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Stream;

/// A plain chat with any state of SAM; the answer streams. The model is held while the chat is in front.
public final class ChatViewModel implements AutoCloseable {
    private static final int LONGEST = 256;

    private final ProjectSession session;
    private final Voice.Source voices;
    private final Background background;
    private final Dialogs dialogs;
    private final Stream.Publisher<String> arriving;
    private final ReadOnlyObjectWrapper<List<Turn>> turns = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Boolean> answering = new ReadOnlyObjectWrapper<>(false);
    private final ReadOnlyObjectWrapper<String> speed = new ReadOnlyObjectWrapper<>("");
    private @Nullable Voice voice;
    private @Nullable String voiceOf;
    private @Nullable Stage stage;
    private long asked;

    /// One side's words; `complete` is false while they are coming.
    public record Turn(boolean mine, String text, boolean complete) {}

    public ChatViewModel(
            ProjectSession session, Voice.Source voices, Background background, Dialogs dialogs, Stream stream) {
        this.session = session;
        this.voices = voices;
        this.background = background;
        this.dialogs = dialogs;
        this.arriving = stream.onto(this::arrive);
    }

    public ReadOnlyObjectProperty<List<Turn>> turnsProperty() {
        return turns.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Boolean> answeringProperty() {
        return answering.getReadOnlyProperty();
    }

    /// How fast the last answer came, in words; empty before the first.
    public ReadOnlyObjectProperty<String> speedProperty() {
        return speed.getReadOnlyProperty();
    }

    public void talkWith(Stage chosen) {
        stage = chosen;
    }

    /// Sends a message and asks for the answer; blank ones and a second question at once are passed over.
    public void send(String text) {
        var with = stage;
        if (text.isBlank() || answering.get() || with == null) {
            return;
        }
        var now = new ArrayList<>(turns.get());
        now.add(new Turn(true, text.strip(), true));
        var question = now.stream()
                .map(turn -> new TalkRequest.ChatTurn(turn.mine() ? "user" : "assistant", turn.text()))
                .toList();
        now.add(new Turn(false, "", false));
        turns.set(List.copyOf(now));
        answering.set(true);
        var id = "chat-" + ++asked;
        var request = new TalkRequest(id, with.adapters(), null, question, LONGEST, 0, 1, 1, false);
        var project = session.project();
        background.run(() -> ask(project, request), done -> answered(done), fault -> {
            replaceLast("", true);
            answering.set(false);
            leave();
            dialogs.problem(fault);
        });
    }

    /// Ends the answer that is coming; what is there stays.
    public void stop() {
        var speaking = voice;
        if (speaking != null && answering.get()) {
            speaking.cancel("chat-" + asked);
        }
    }

    public void startAnew() {
        if (!answering.get()) {
            turns.set(List.of());
            speed.set("");
        }
    }

    /// Lets the model go: memory is what this machine has least of.
    public synchronized void leave() {
        if (voice != null) {
            voice.close();
            voice = null;
        }
    }

    @Override
    public void close() {
        leave();
    }

    private TalkReply.Done ask(Project project, TalkRequest request) throws Exception {
        var text = new StringBuilder();
        try {
            return open(project)
                    .answer(request, piece -> {
                        text.append(piece);
                        arriving.publish(text.toString());
                    })
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private synchronized Voice open(Project project) throws java.io.IOException {
        var base = project.base().toString();
        var speaking = voice;
        if (speaking == null || !base.equals(voiceOf)) {
            leave();
            speaking = voices.open(project.base());
            voice = speaking;
            voiceOf = base;
        }
        return speaking;
    }

    private void arrive(String text) {
        if (answering.get()) {
            replaceLast(text, false);
        }
    }

    private void answered(TalkReply.Done done) {
        replaceLast(done.text().strip(), true);
        answering.set(false);
        double rate = done.seconds() > 0 ? done.tokens() / done.seconds() : 0;
        speed.set(sam.ui.Texts.of(
                done.tokens() == 1 ? "try.chat-speed-one" : "try.chat-speed",
                done.tokens(),
                String.format(Locale.ROOT, "%,.0f", rate)));
    }

    private void replaceLast(String text, boolean complete) {
        var now = new ArrayList<>(turns.get());
        if (!now.isEmpty() && !now.getLast().mine()) {
            now.set(now.size() - 1, new Turn(false, text, complete));
            turns.set(List.copyOf(now));
        }
    }
}
