package sam.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sam.memory.HostMemory;
import sam.processes.ChildJvm;
import sam.protocol.AnswerSettings;
import sam.protocol.ChatTurn;
import sam.protocol.HostReply;
import sam.rows.Message;

/// The model host in its real process: asked by several at once, killed, left alone by its owner, waiting for
/// memory.
class HostProcessIT {
    private static final Path BASE = Path.of("assets/base").toAbsolutePath();
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final List<ChatTurn> HELLO = List.of(new ChatTurn("user", "Hello!"));

    private static final List<Message> SAID = List.of(Message.user("Hello!"));

    /// So hot that it finds no end by itself.
    private static final AnswerSettings ENDLESS = AnswerSettings.drawn(100_000, 5, 1, 7);

    @TempDir
    private Path folder;

    private final AtomicLong budget = new AtomicLong(8L << 30);
    private final MemoryLease memory = new MemoryLease(budget::get);
    private HostProcess host = new HostProcess(memory, HostProcess.IDLE);

    @AfterEach
    void leaveNobodyBehind() {
        host.close();
        memory.close();
        await().atMost(LONG).until(() -> hosts().isEmpty());
    }

    @Test
    void anUrgentQuestionOvertakesAndTheOtherIsBegunAgain() throws Exception {
        var heard = Collections.synchronizedList(new ArrayList<String>());
        var background = host.answer(question(ENDLESS, false), heard::add);
        await().atMost(LONG).until(() -> heard.stream().anyMatch(text -> text.length() > 20));

        var urgent = host.answer(question(AnswerSettings.greedy(8), true), _ -> {});
        assertThat(urgent.get().tokens()).isPositive();
        assertThat(background.reply()).isNotDone();
        await().atMost(LONG).until(() -> heard.contains("") && heard.getLast().length() > 20);

        background.cancel();
        var answer = background.get();
        assertThat(answer.stoppedByItself()).isFalse();
        assertThat(answer.text()).isEqualTo(heard.getLast());
        assertThat(hosts()).hasSize(1);
    }

    @Test
    void textsAndCountsComeWhileAnAnswerIsWritten() throws Exception {
        var heard = Collections.synchronizedList(new ArrayList<String>());
        var background = host.answer(question(ENDLESS, false), heard::add);
        await().atMost(LONG).until(() -> !heard.isEmpty());

        var talk = List.of(Message.user("Hi"), Message.assistant("Hello."));
        var rendered = host.render(BASE, talk).get();
        assertThat(rendered.stretches().stream().map(HostReply.Stretch::text).collect(Collectors.joining()))
                .isEqualTo("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello.<|im_end|>\n");
        assertThat(rendered.stretches().stream()
                        .filter(HostReply.Stretch::trained)
                        .map(HostReply.Stretch::text))
                .containsExactly("Hello.<|im_end|>");
        var unlearnt = new Message(Message.Role.ASSISTANT, "Hello.", null, List.of(), null, null, 0);
        assertThat(host.render(BASE, List.of(Message.user("Hi"), unlearnt))
                        .get()
                        .stretches())
                .noneMatch(HostReply.Stretch::trained);
        var counts = host.count(BASE, List.of(talk, SAID)).get().tokens();
        assertThat(counts.get(0)).isGreaterThan(counts.get(1));
        assertThat(counts.get(1)).isPositive();

        assertThat(background.reply()).isNotDone();
        background.cancel();
        assertThat(background.get().text()).isNotEmpty();
    }

    @Test
    void aKilledHostIsASentenceAndTheNextQuestionStartsAnother() throws Exception {
        var heard = Collections.synchronizedList(new ArrayList<String>());
        var background = host.answer(question(ENDLESS, false), heard::add);
        await().atMost(LONG).until(() -> !heard.isEmpty());
        var first = hosts().getFirst();
        first.destroyForcibly();

        assertThatThrownBy(background::get)
                .isInstanceOf(RunException.class)
                .hasMessageContaining("ended from outside")
                .hasMessageContaining("Ask again");
        assertThat(memory.held()).isEmpty();
        assertThat(host.answer(question(AnswerSettings.greedy(4), true), _ -> {})
                        .get()
                        .tokens())
                .isPositive();
        assertThat(hosts()).hasSize(1).doesNotContain(first);
    }

    @Test
    void aHostEndsWithItsOwnerHoweverThatEnds() throws Exception {
        var owner = new ProcessBuilder(ChildJvm.withHeap("128m").command(StartsAHost.class, BASE.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(owner.getInputStream()))) {
            assertThat(lines.readLine()).as("the first words of an answer").isNotNull();
            var hosts = owner.descendants().toList();
            assertThat(hosts).hasSize(1);
            owner.destroyForcibly().waitFor();
            await().atMost(Duration.ofSeconds(20)).until(() -> !hosts.getFirst().isAlive());
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void whatDoesNotFitBesideTrainingWaitsAndSaysSoAndTextsDoNot() throws Exception {
        budget.set(1L << 30);
        var training = memory.found(MemoryLease.Holder.TRAINING, 900L << 20, () -> true);
        var shortages = Collections.synchronizedList(new ArrayList<MemoryLease.Shortage>());
        var waiting = host.answer(question(AnswerSettings.greedy(4), true), new ModelHost.Hearing() {
            @Override
            public void text(String soFar) {}

            @Override
            public void waits(MemoryLease.Shortage shortage) {
                shortages.add(shortage);
            }
        });
        await().atMost(LONG).until(() -> !shortages.isEmpty());
        var shortage = shortages.getFirst();
        assertThat(shortage.needed()).isGreaterThan(HostMemory.PROCESS);
        assertThat(shortage.held()).containsExactly(new MemoryLease.Share(MemoryLease.Holder.TRAINING, 900L << 20));
        assertThat(host.render(BASE, SAID).get().stretches()).isNotEmpty();
        assertThat(waiting.reply()).isNotDone();

        training.release();
        assertThat(waiting.get().tokens()).isPositive();
    }

    @Test
    void trainingHasTheMemoryThatTheHostGivesBackAndTheAnswerComesLater() throws Exception {
        budget.set(1L << 30);
        var heard = Collections.synchronizedList(new ArrayList<String>());
        var answer = host.answer(question(ENDLESS, true), heard::add);
        await().atMost(LONG).until(() -> !heard.isEmpty());
        var before = hosts().getFirst();

        var granted = Collections.synchronizedList(new ArrayList<MemoryLease.Part>());
        memory.take(new MemoryLease.Wish(
                MemoryLease.Holder.TRAINING, 900L << 20, granted::add, _ -> {}, () -> {}, () -> true));
        await().atMost(LONG).until(() -> !granted.isEmpty());
        assertThat(before.isAlive()).isFalse();
        assertThat(answer.reply()).isNotDone();

        heard.clear();
        granted.getFirst().release();
        await().atMost(LONG).until(() -> !heard.isEmpty() && !heard.getLast().isEmpty());
        answer.cancel();
        assertThat(answer.get().text()).isNotEmpty();
    }

    @Test
    void aModelThatNobodyAsksIsLetGo() throws Exception {
        host.close();
        host = new HostProcess(memory, Duration.ofMillis(300));
        host.answer(question(AnswerSettings.greedy(4), true), _ -> {}).get();
        await().atMost(LONG).until(() -> hosts().isEmpty() && memory.held().isEmpty());
        assertThat(host.answer(question(AnswerSettings.greedy(4), true), _ -> {})
                        .get()
                        .tokens())
                .isPositive();
    }

    @Test
    void aModelWrittenAnewUnderItsOldNameIsReadAnewAndAnotherIsFollowed() throws Exception {
        var model = copy(folder.resolve("model"));
        var before = host.render(model, SAID).get().stretches().getFirst().text();
        var template = model.resolve("tokenizer_config.json");
        Files.writeString(
                template, Files.readString(template).replace("<|im_start|>' + message", "<|im_start|>NEW' + message"));
        assertThat(host.render(model, SAID).get().stretches().getFirst().text())
                .as(Files.readString(template))
                .isNotEqualTo(before);
        assertThat(host.render(BASE, SAID).get().stretches().getFirst().text()).isEqualTo(before);
    }

    @Test
    void aModelThatIsNoneIsRefusedWithASentenceAndTheHostStays() throws Exception {
        var none = new ModelHost.Question(folder.resolve("none"), List.of(), HELLO, AnswerSettings.greedy(4), true);
        assertThatThrownBy(() -> host.answer(none, _ -> {}).get())
                .isInstanceOf(RunException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageNotContaining("Exception");
        var alive = hosts();
        assertThat(host.answer(question(AnswerSettings.greedy(4), true), _ -> {})
                        .get()
                        .tokens())
                .isPositive();
        assertThat(hosts()).isEqualTo(alive);
    }

    @Test
    void theHostTakesNoMoreThanItsPartOfTheLease() throws Exception {
        host.answer(question(AnswerSettings.greedy(200), true), _ -> {}).get();
        var status = Path.of("/proc", Long.toString(hosts().getFirst().pid()), "status");
        if (Files.exists(status)) {
            var peak = Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
            assertThat(peak).isPresent();
            assertThat(peak.getAsLong()).isLessThan(HostMemory.of(BASE, List.of()));
        }
    }

    private static ModelHost.Question question(AnswerSettings settings, boolean urgent) {
        return new ModelHost.Question(BASE, List.of(), HELLO, settings, urgent);
    }

    private static Path copy(Path to) throws Exception {
        Files.createDirectories(to);
        try (var files = Files.list(BASE)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }

    private static List<ProcessHandle> hosts() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .toList();
    }
}
