package sam.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import sam.durable.Sentences;
import sam.hub.HubException;
import sam.protocol.SettingException;
import sam.protocol.UnknownSettingException;

/// The command line: one class per verb, each a thin door to the room that does the work.
@Command(
        name = "sam",
        mixinStandardHelpOptions = true,
        version = "SAM Workbench 0.1.0",
        description = "Collect, curate and train a personal language model in four phases.",
        subcommands = {
            DemoVerb.class,
            FetchVerb.class,
            SourcesVerb.class,
            CollectVerb.class,
            ImportVerb.class,
            ReviewVerb.class,
            SnapshotVerb.class,
            PlanVerb.class,
            TrainVerb.class,
            RunVerb.class,
            ScoreVerb.class,
            GenerateVerb.class,
            QuantizeVerb.class,
            ExportVerb.class,
            BenchVerb.class,
            CheckVerb.class,
            CalibrateVerb.class,
            BackupVerb.class,
            RestoreVerb.class,
            HostVerb.class,
            WorkVerb.class
        })
public final class Sam implements Runnable {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    public static final int WRONG_USAGE = 2;
    public static final int INTERRUPTED = 130;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: sam VERB …");
    }

    /// Runs one verb and answers the exit code: 0 done, 1 failed with one sentence, 2 wrong usage, 130 interrupted.
    public static int run(String... args) {
        return line().execute(args);
    }

    static CommandLine line() {
        var sam = new CommandLine(new Sam());
        java.util.Objects.requireNonNull(sam.getSubcommands().get("train"))
                .getCommandSpec()
                .usageMessage()
                .footer(TrainVerb.settingsTable());
        return sam.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Sam::plainly)
                .setExecutionExceptionHandler((e, line, parsed) -> failed(e, line.getErr()))
                .setParameterExceptionHandler((e, args) -> wrongUsage(e));
    }

    /// Rows, names of files and answers of models are printed without what a terminal would obey; only help is
    /// coloured.
    private static int plainly(CommandLine.ParseResult parsed) {
        var help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        for (var line : parsed.asCommandLineList()) {
            line.setOut(PlainWriter.of(line.getOut())).setErr(PlainWriter.of(line.getErr()));
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int failed(Exception e, PrintWriter err) {
        if (e instanceof SettingException || e instanceof UnknownSettingException) {
            err.println(e.getMessage());
            return WRONG_USAGE;
        }
        if (e instanceof InterruptedException) {
            err.println("Interrupted.");
            return INTERRUPTED;
        }
        err.println(e instanceof HubException hub ? FetchWords.of(hub) : Sentences.of(e));
        if (Boolean.getBoolean("sam.debug")) {
            e.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    private static int wrongUsage(ParameterException e) {
        var line = e.getCommandLine();
        line.setErr(PlainWriter.of(line.getErr()));
        line.getErr().println(e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, line.getErr());
        line.getErr().println("Usage: " + line.getHelp().synopsis(0).strip());
        line.getErr().flush();
        return WRONG_USAGE;
    }
}
