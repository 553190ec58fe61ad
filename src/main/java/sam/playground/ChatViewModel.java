package sam.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import sam.project.ProjectSession;
import sam.protocol.AnswerSettings;
import sam.protocol.ChatTurn;
import sam.protocol.HostReply;
import sam.ui.Background;
import sam.ui.Dialogs;
import sam.ui.Stream;
import sam.ui.Texts;
import sam.workers.MemoryLease;
import sam.workers.ModelHost;

/// A plain chat with any state of SAM; the answer streams, and overtakes what else is asked of the model.
public final class ChatViewModel implements AutoCloseable {
    private static final int LONGEST = 256;

    private final ProjectSession session;
    private final ModelHost host;
    private final Background background;
    private final Dialogs dialogs;
    private final Stream.Publisher<String> arriving;
    private final ReadOnlyObjectWrapper<List<Turn>> turns = new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<Boolean> answering = new ReadOnlyObjectWrapper<>(false);
    private final ReadOnlyObjectWrapper<String> speed = new ReadOnlyObjectWrapper<>("");
    private volatile ModelHost.@Nullable Asked<HostReply.Answered> asked;
    private @Nullable ModelState stage;

    /// One side's words; `complete` is false while they are coming.
    /// `note` says that there are no words, or that they were cut.
    public record Turn(boolean mine, String text, boolean complete, String note) {}

    public ChatViewModel(
            ProjectSession session, ModelHost host, Background background, Dialogs dialogs, Stream stream) {
        this.session = session;
        this.host = host;
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

    public void talkWith(ModelState chosen) {
        stage = chosen;
    }

    /// Sends a message and asks for the answer; blank ones and a second question at once are passed over.
    public void send(String text) {
        var with = stage;
        if (text.isBlank() || answering.get() || with == null) {
            return;
        }
        var now = new ArrayList<>(turns.get());
        now.add(new Turn(true, text.strip(), true, ""));
        var question = now.stream()
                .map(turn -> new ChatTurn(turn.mine() ? "user" : "assistant", turn.text()))
                .toList();
        now.add(new Turn(false, "", false, ""));
        turns.set(List.copyOf(now));
        answering.set(true);
        var request = new ModelHost.Question(
                session.project().base(), with.adapters(), question, AnswerSettings.greedy(LONGEST), true);
        background.run(() -> ask(request), done -> answered(done), fault -> {
            replaceLast("", true, Texts.of("try.answer-failed"));
            answering.set(false);
            dialogs.problem(fault);
        });
    }

    /// Ends the answer that is coming; what is there stays.
    public void stop() {
        var under = asked;
        if (under != null && answering.get()) {
            under.cancel();
        }
    }

    public void startAnew() {
        if (!answering.get()) {
            turns.set(List.of());
            speed.set("");
        }
    }

    /// Ends what is being answered: the project closes.
    @Override
    public void close() {
        stop();
    }

    private HostReply.Answered ask(ModelHost.Question question) throws Exception {
        var under = host.answer(question, new ModelHost.Hearing() {
            @Override
            public void text(String soFar) {
                arriving.publish(soFar);
            }

            @Override
            public void waits(MemoryLease.Shortage shortage) {
                arriving.publish(MemoryWords.waits(shortage));
            }
        });
        asked = under;
        return under.get();
    }

    private void arrive(String text) {
        if (answering.get()) {
            replaceLast(text, false, "");
        }
    }

    private void answered(HostReply.Answered done) {
        var text = done.text().strip();
        replaceLast(text, true, AnswerWords.note(text, true, done.stoppedByItself() ? 0 : done.tokens()));
        answering.set(false);
        double rate = done.seconds() > 0 ? done.tokens() / done.seconds() : 0;
        speed.set(Texts.of("try.chat-speed", done.tokens(), String.format(Locale.ROOT, "%,.0f", rate)));
    }

    private void replaceLast(String text, boolean complete, String note) {
        var now = new ArrayList<>(turns.get());
        if (!now.isEmpty() && !now.getLast().mine()) {
            now.set(now.size() - 1, new Turn(false, text, complete, note));
            turns.set(List.copyOf(now));
        }
    }
}
