package sam.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import sam.protocol.Objective;

/// A small project with rows in every phase, for tests and pictures of the window.
public final class DemoProject {
    private DemoProject() {}

    public static ProjectSession open(Path folder) throws IOException {
        var project = make(folder);
        var library = Library.open(project.library(), InstantSource.system());
        library.add(rows());
        return new ProjectSession(project, library);
    }

    public static ProjectSession openEmpty(Path folder) throws IOException {
        var project = make(folder);
        return new ProjectSession(project, Library.open(project.library(), InstantSource.system()));
    }

    private static Project make(Path folder) throws IOException {
        var phases = List.of(
                phase(1, "Instruction", Objective.SFT),
                phase(2, "Personality", Objective.SFT),
                phase(3, "Reasoning", Objective.SFT),
                phase(4, "Alignment", Objective.DPO));
        Files.createDirectories(folder);
        var project = new Project(
                folder.toAbsolutePath(),
                new Project.Content(
                        "My SAM", folder.resolve("tiny-base").toString(), List.of("List three fruits."), phases));
        project.save();
        return project;
    }

    private static Project.Phase phase(int number, String name, Objective objective) {
        return new Project.Phase(number, name, objective, Json.MAPPER.createObjectNode(), Map.of());
    }

    private static List<NewExample> rows() {
        var rows = new ArrayList<NewExample>();
        for (int i = 1; i <= 40; i++) {
            rows.add(new NewExample(
                    1,
                    chat(
                            "List %d fruits that are sweeter than a lemon.".formatted(i),
                            "Apple, pear and plum number %d.".formatted(i)),
                    new Origin("Our own instructions", i, "CC0-1.0", Tier.TRAIN_FIRST),
                    i % 3 == 0 ? Status.ACCEPTED : Status.WAITING));
            rows.add(new NewExample(
                    3,
                    new Example.Reasoned(
                            List.of(Message.user(
                                    "A robe takes %d bolts of blue fiber and half that much white fiber. How many bolts in total does it take?"
                                            .formatted(2 * i))),
                            "It takes %d / 2 = %d bolt of white fiber.\nSo the total amount of fabric is %d + %d = %d bolts of fabric."
                                    .formatted(2 * i, i, 2 * i, i, 3 * i),
                            Integer.toString(3 * i)),
                    new Origin("GSM8K train", 1_400 + i, "MIT", Tier.TRAIN_FIRST),
                    i % 4 == 0 ? Status.ACCEPTED : Status.WAITING));
            rows.add(new NewExample(
                    4,
                    new Example.Preference(
                            List.of(Message.user(
                                    "My kitchen tap number %d drips all night. How do I stop it?".formatted(i))),
                            "To fix the leak, turn off the water at the valve under the sink first, then unscrew the"
                                + " packing nut and replace the worn washer.\n\n"
                                + "If it still drips after that, the seat is worn too; a plumber can resurface it in"
                                + " ten minutes.",
                            "To fix the leak, turn off the water, then tighten everything you can see as hard as"
                                + " possible and check again.\n\n"
                                + "Leaks can have many causes and it is always a good idea to consult a professional."
                                + " I hope this helps! Is there anything else you would like to know?"),
                    new Origin("HH-RLHF helpful", i, "MIT", Tier.HIGH_VALUE),
                    Status.WAITING));
        }
        rows.add(new NewExample(
                1,
                new Example.Chat(List.of(
                        new Message(Message.Role.SYSTEM, "You answer in one sentence."),
                        Message.user("Who won the race in Tarn yesterday?"),
                        Message.assistant("I do not know that. Shall I look it up?"),
                        Message.user("Please do."),
                        Message.assistant("I would need the news for that, and I only have what you taught me."))),
                new Origin("Stanford Alpaca", 7, "CC-BY-NC-4.0", Tier.TRAIN_FIRST),
                Status.WAITING));
        return rows;
    }

    public static Example chat(String question, String answer) {
        return new Example.Chat(List.of(Message.user(question), Message.assistant(answer)));
    }
}
