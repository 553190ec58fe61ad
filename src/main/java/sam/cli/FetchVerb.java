package sam.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import sam.app.Places;
import sam.durable.Json;
import sam.hub.Fetch;
import sam.hub.Hub;
import sam.hub.HubId;
import sam.hub.Source;
import sam.hub.SuitedBase;

/// `sam fetch`: a model of the Hugging Face hub, pinned to a commit and checked by hash.
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = {
            "Download a model from the Hugging Face hub: safetensors or one GGUF file, never code.",
            "A download that was cut off goes on where it stopped when the command is given again. HF_ENDPOINT names"
                    + " another hub, HF_TOKEN a token for gated models; without it the system's key store is asked"
                    + " (macOS: security, Linux: secret-tool; service sam-workbench, account huggingface)."
        })
final class FetchVerb implements Callable<Integer> {
    private static final double GIGA = 1e9;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ORG/NAME[@revision]",
            description = "The model, as its page names it; a branch, tag or commit after @.")
    private @Nullable String id;

    @Option(names = "--file", paramLabel = "NAME.gguf", description = "One GGUF file of the repository.")
    private @Nullable String file;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "The folder to make (default: models/ORG--NAME in the program's data folder).")
    private @Nullable Path to;

    @Option(names = "--list", description = "Show bases that suit a machine of 8 GB, and fetch nothing.")
    private boolean list;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    /// What a script needs to go on: the path for `--model`, and what it is.
    record Answer(String model, String id, String commit, long bytes, boolean wasThere, List<Source.Part> files) {}

    @Override
    public Integer call() throws Exception {
        if (list) {
            list();
            return Sam.DONE;
        }
        if (id == null) {
            throw new ParameterException(
                    spec.commandLine(), "Say which model: sam fetch ORG/NAME, or sam fetch --list.");
        }
        var clock = InstantSource.system();
        var fetch = new Fetch(Hub.of(System.getenv(), clock), clock);
        var fetched = fetch.run(
                order(HubId.parse(id)), new FetchPrinter(spec.commandLine().getErr()));
        print(fetched);
        return Sam.DONE;
    }

    private Fetch.Order order(HubId model) {
        return to == null
                ? Fetch.Order.below(Places.ofThisSystem().home().resolve("models"), model, file)
                : new Fetch.Order(model, file, to);
    }

    private void print(Fetch.Fetched fetched) {
        var plan = fetched.plan();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(new Answer(
                    plan.model().toString(),
                    plan.snapshot().id().path(),
                    plan.snapshot().commit(),
                    plan.bytes(),
                    fetched.wasThere(),
                    Source.parts(plan))));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%s%s: %,.2f GB, every hash checked%nUse it with --model \"%s\"%n",
                    plan.snapshot().id(),
                    fetched.wasThere() ? " was there already" : "",
                    plan.bytes() / GIGA,
                    plan.model());
        }
        out.flush();
    }

    private void list() {
        var out = spec.commandLine().getOut();
        if (json) {
            SuitedBase.all().forEach(base -> out.println(Json.line(base)));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-38s %-12s %7s %9s %8s %9s  %s%n",
                    "model",
                    "family",
                    "weights",
                    "download",
                    "as q4_0",
                    "to train",
                    "licence");
            for (var base : SuitedBase.all()) {
                out.printf(
                        Locale.ROOT,
                        "%-38s %-12s %6.2fB %6.2f GB %5.2f GB %6.2f GB  %s%s%n%38s %s%n",
                        base.id(),
                        base.family(),
                        base.parameters() / GIGA,
                        base.downloadBytes() / GIGA,
                        base.fourBitBytes() / GIGA,
                        base.trainingBytes() / GIGA,
                        base.licence(),
                        base.gated() ? ", gated: accept its terms on its page first" : "",
                        "",
                        base.note());
            }
            out.printf(
                    Locale.ROOT,
                    "To train: the memory expected on a machine of 8 GB, weights streamed, rank %d, rows to %d"
                            + " tokens.%n",
                    SuitedBase.RANK,
                    SuitedBase.TOKENS);
            out.println("On this machine, with your rows: sam plan --model DIR --data FILE.jsonl --objective sft");
        }
        out.flush();
    }
}
