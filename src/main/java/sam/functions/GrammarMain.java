package sam.functions;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import sam.durable.Json;

/// The process that holds the grammars: a [Question] a line comes in on standard input, an [Answer] a line goes out. It
/// says [#READY] when the grammars are loaded and ends when nobody asks any more.
final class GrammarMain {
    static final String READY = "{\"ready\":true}";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LOOKS = 30;
    private static final int TOO_LATE = 4;

    private GrammarMain() {}

    /// A source file.
    record Question(String language, String text) {}

    /// The documented functions of it.
    record Answer(List<FoundFunction> functions) {}

    /// - `arguments`: the folder its libraries are unpacked in, which goes with it.
    public static void main(String[] arguments) throws IOException {
        Path.of(arguments[0]).toFile().deleteOnExit();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var out = new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8))) {
            answer(new Question("Java", "class A {}"));
            answer(new Question("Python", "a = 1"));
            say(READY, out);
            var asked = new AtomicLong(Long.MAX_VALUE);
            Thread.ofPlatform().daemon().name("patience").start(() -> endLateOnes(asked));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                asked.set(System.nanoTime());
                say(Json.line(answer(Json.MAPPER.readValue(line, Question.class))), out);
                asked.set(Long.MAX_VALUE);
            }
        }
    }

    /// A file that a grammar does not come to an end with ends this process, whoever still waits for it.
    private static void endLateOnes(AtomicLong asked) {
        while (true) {
            long since = asked.get();
            if (since != Long.MAX_VALUE && System.nanoTime() - since > PATIENCE.toNanos()) {
                Runtime.getRuntime().halt(TOO_LATE);
            }
            LockSupport.parkNanos(PATIENCE.dividedBy(LOOKS).toNanos());
        }
    }

    private static void say(String line, BufferedWriter out) throws IOException {
        out.write(line);
        out.write('\n');
        out.flush();
    }

    static Answer answer(Question question) {
        var found = new ArrayList<FoundFunction>();
        if (question.language().equals("Java")) {
            JavaFunctions.find(question.text(), found::add);
        } else {
            PythonFunctions.find(question.text(), found::add);
        }
        return new Answer(found);
    }
}
