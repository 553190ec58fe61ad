package sam.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import sam.adapters.Adapter;
import sam.adapters.AdapterFolder;
import sam.durable.Json;
import sam.durable.Plain;
import sam.model.ModelPlace;
import sam.protocol.Objective;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.TrainingSettings;
import sam.worker.JobEnd;
import sam.worker.RunSession;
import sam.worker.WorkerMain;
import sam.workers.WorkerProcess;

/// `sam train`: trains one LoRA layer on a frozen stack, in this process, until done.
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train one LoRA layer on a model and the frozen adapters below it.",
        footerHeading = "%nSettings for --set, with their defaults (SFT / the others where they differ):%n")
final class TrainVerb implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", description = "The base: a Hugging Face folder or a .gguf file.")
    private @Nullable Path model;

    @Option(names = "--data", paramLabel = "FILE.jsonl", description = "What to train on: TRL shapes or token ids.")
    private @Nullable Path data;

    @Option(names = "--objective", paramLabel = "sft|dpo|kto|orpo|cpo", description = "${COMPLETION-CANDIDATES}")
    private @Nullable Objective objective;

    @Option(names = "--out", required = true, paramLabel = "RUNDIR", description = "The run folder to make.")
    private Path out = Path.of("");

    @Option(names = "--adapter", paramLabel = "DIR", description = "A frozen PEFT folder below; repeat, bottom first.")
    private List<Path> adapters = List.of();

    @Option(names = "--init", paramLabel = "DIR", description = "A PEFT folder whose weights start the new layer.")
    private @Nullable Path init;

    @Option(names = "--set", paramLabel = "k=v", description = "Turn one setting; repeat.")
    private Map<String, String> settings = Map.of();

    @Option(names = "--resume", description = "Go on from the last checkpoint of RUNDIR.")
    private boolean resume;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var run = new RunFolder(out.toAbsolutePath().normalize());
        if (!resume && !isMissingOrEmpty(run.root()) && !neverStarted(run)) {
            throw new IOException(
                    Plain.text("%s exists already. Resume it with --resume, or choose another folder.", out));
        }
        boolean begun = Files.exists(run.job()) && !(neverStarted(run) && !resume);
        if (begun) {
            refuseOtherOrder(run);
        } else {
            var order = order();
            Files.deleteIfExists(run.job());
            WorkerProcess.prepare(run.root(), order);
        }
        var progress = new StepPrinter(spec.commandLine().getErr(), run);
        var end =
                Interrupts.guard(WorkerMain::run, run, InstantSource.system(), progress, result -> print(run, result));
        return end.interrupted() ? Sam.INTERRUPTED : Sam.DONE;
    }

    private void print(RunFolder run, JobEnd end) {
        var result = spec.commandLine().getOut();
        if (json) {
            result.println(Json.line(Map.of(
                    "run", run.root().toString(),
                    "state", end.finished() ? "finished" : "stopped",
                    "step", end.step(),
                    "seconds", end.seconds())));
        } else if (end.finished()) {
            result.printf(
                    Locale.ROOT, "Finished at step %,d after %.1f s: %s%n", end.step(), end.seconds(), run.adapter());
        } else {
            result.printf(Locale.ROOT, "Stopped at step %,d; go on with --resume.%n", end.step());
        }
        result.flush();
    }

    private TrainOrder order() throws IOException {
        if (model == null || data == null || objective == null) {
            throw new ParameterException(spec.commandLine(), "A new run needs --model, --data and --objective.");
        }
        var chosen = turned(objective);
        for (var needed : adapters) {
            present(needed);
        }
        if (!Files.exists(model)) {
            throw new IOException(ModelPlace.missing(model));
        }
        present(data);
        if (init != null) {
            present(init);
        }
        return new TrainOrder(
                absolute(model),
                adapters.stream().map(TrainVerb::absolute).toList(),
                init == null ? null : absolute(init),
                absolute(data),
                objective,
                chosen,
                0);
    }

    private TrainingSettings turned(Objective goal) throws IOException {
        var turned = new LinkedHashMap<String, String>();
        if (init != null) {
            turned.putAll(shapeOf(init));
        }
        turned.putAll(settings);
        return TrainingSettings.defaults(goal).with(turned);
    }

    /// A layer that goes on from another has its rank, scale and targets, unless somebody says otherwise.
    private static Map<String, String> shapeOf(Path adapter) throws IOException {
        var shape = new LinkedHashMap<String, String>();
        var config = Json.MAPPER.readTree(Files.readAllBytes(adapter.resolve("adapter_config.json")));
        Map.of("r", "lora_r", "lora_alpha", "lora_alpha").forEach((name, setting) -> {
            if (config.path(name).isNumber()) {
                shape.put(setting, config.path(name).asString());
            }
        });
        if (config.path("use_rslora").asBoolean(false)) {
            shape.put("use_rslora", "true");
        }
        for (var pattern : List.of("rank_pattern", "alpha_pattern")) {
            if (!config.path(pattern).isEmpty()) {
                shape.put(pattern, config.path(pattern).toString());
            }
        }
        // a pattern, whole names and "all-linear" are what they fit: that is where the numbers are
        var places = AdapterFolder.places(adapter);
        if (places.isEmpty()) {
            return shape;
        }
        shape.put("target_modules", joined(places.stream().map(Adapter.Place::linear)));
        var layers =
                places.stream().map(Adapter.Place::layer).distinct().sorted().toList();
        if (layers.getLast() != layers.size() - 1
                || !config.path("layers_to_transform").isEmpty()
                || config.path("layers_to_transform").isNumber()) {
            shape.put("layers_to_transform", joined(layers.stream().map(String::valueOf)));
        }
        return shape;
    }

    private static String joined(Stream<String> names) {
        return names.distinct().collect(Collectors.joining(","));
    }

    /// A resumed run does what it was ordered to do; other wishes are refused, not silently dropped.
    private void refuseOtherOrder(RunFolder run) throws IOException {
        if (!(RunSession.order(run) instanceof TrainOrder old)) {
            throw new IOException(Plain.text("%s is a chain of phases; resume it from the workbench.", run.root()));
        }
        boolean same = (model == null || absolute(model).equals(old.model()))
                && (data == null || absolute(data).equals(old.data()))
                && (objective == null || objective == old.objective())
                && (adapters.isEmpty()
                        || adapters.stream().map(TrainVerb::absolute).toList().equals(old.adapters()))
                && (init == null || Objects.equals(absolute(init), old.init()))
                && (settings.isEmpty() || turned(old.objective()).equals(old.settings()));
        if (!same) {
            throw new IOException(Plain.text(
                    "%s was ordered with another model, data or settings. Resume it without them, or start another"
                            + " run.",
                    run.root()));
        }
    }

    /// An order that failed before its first step, for example over a mistyped path, may be given again.
    private static boolean neverStarted(RunFolder run) throws IOException {
        if (!Files.exists(run.job()) || Files.exists(run.checkpoints()) || WorkerProcess.isAlive(run)) {
            return false;
        }
        if (!Files.exists(run.events())) {
            return true;
        }
        try (var lines = Files.lines(run.events())) {
            return lines.noneMatch(line -> line.contains("\"type\":\"started\""));
        }
    }

    private static boolean isMissingOrEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return true;
        }
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void present(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new java.nio.file.NoSuchFileException(path.toString());
        }
    }

    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }

    /// The table of settings under `sam train --help`.
    static String[] settingsTable() {
        var all = Arrays.stream(Objective.values())
                .map(each -> TrainingSettings.defaults(each).asText())
                .toList();
        return all.getFirst().keySet().stream()
                .map(knob -> Plain.text(
                        "  %-30s %s",
                        knob,
                        all.stream().map(texts -> texts.get(knob)).distinct().collect(Collectors.joining(" / "))))
                .toArray(String[]::new);
    }
}
