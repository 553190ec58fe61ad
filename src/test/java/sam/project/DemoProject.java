package sam.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sam.durable.Json;
import sam.library.Example;
import sam.library.Library;
import sam.library.NewExample;
import sam.library.Origin;
import sam.library.Status;
import sam.library.Tier;
import sam.protocol.Objective;
import sam.rows.Message;

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
        // there, so that the window does not say it is missing; no model, which a test of it would bring along
        Files.createDirectories(folder.resolve("tiny-base"));
        Files.writeString(folder.resolve("tiny-base/README.md"), "");
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
                                    "A quilt needs %d squares of blue cloth and half as many of grey. How many squares are that in all?"
                                            .formatted(2 * i))),
                            "Half of %d is %d, so many are grey.\n%d + %d = %d squares in all."
                                    .formatted(2 * i, i, 2 * i, i, 3 * i),
                            Integer.toString(3 * i)),
                    new Origin("GSM8K train", 1_400 + i, "MIT", Tier.TRAIN_FIRST),
                    i % 4 == 0 ? Status.ACCEPTED : Status.WAITING));
            rows.add(new NewExample(
                    4,
                    new Example.Preference(
                            List.of(Message.user(
                                    "The gate in garden %d squeaks at every gust. How do I quiet it?".formatted(i))),
                            "Wipe the hinges dry first, then let one drop of oil run down each pin, and swing the gate"
                                + " ten times.\n\n"
                                + "If it still squeaks after that, the pin is worn; a new one costs little and goes in"
                                + " within ten minutes.",
                            "Wipe the hinges, then tighten every screw that you can find as hard as"
                                    + " possible and check again.\n\n"
                                    + "Noises can have many causes and a carpenter is always a good person to ask."
                                    + " I hope this was useful! May I help with anything more?"),
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
