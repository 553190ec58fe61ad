package sam.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sam.durable.AtomicFiles;
import sam.durable.Json;
import sam.durable.Plain;
import sam.durable.ProcessMemory;
import sam.protocol.ChainOrder;
import sam.protocol.ChatTurn;
import sam.protocol.Objective;
import sam.protocol.Orders;
import sam.protocol.RunFolder;
import sam.protocol.TrainOrder;
import sam.protocol.WorkerCommand;
import sam.protocol.WorkerEvent;

/// Trains all phases of a project, each on the ones before, and takes every measure on the base and on every phase.
///
/// What is done is kept: a chain that was stopped or killed goes on with the phase and the measures it was at.
final class ChainJob {
    private static final int ANSWER_TOKENS = 48;

    private final RunSession session;
    private final ChainOrder order;
    private final MeasureSuite suite;
    private final Map<Integer, Double> secondsByPhase = new LinkedHashMap<>();

    /// What one state of the model showed, kept as `state-K.json`.
    private record StateSheet(Map<String, MeasureResult> results, List<String> answers) {}

    /// Somebody asked to stop while measures were taken.
    private static final class StopAsked extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private ChainJob(RunSession session, ChainOrder order) throws IOException {
        this.session = session;
        this.order = order;
        this.suite = new MeasureSuite(Path.of(order.measures()));
    }

    static JobEnd run(RunSession session, ChainOrder order) throws IOException {
        return new ChainJob(session, order).run();
    }

    private JobEnd run() throws IOException {
        long start = System.nanoTime();
        try (var _ = RunSession.lockProject(session.run())) {
            var sheets = new ArrayList<StateSheet>();
            try {
                sheets.add(state(0, List.of()));
                for (var link : order.links()) {
                    if (!train(link, stack(sheets.size() - 1))) {
                        return stopped(start);
                    }
                    sheets.add(state(sheets.size(), stack(sheets.size())));
                }
            } catch (StopAsked e) {
                return stopped(start);
            }
            addRewards(sheets);
            double seconds = (System.nanoTime() - start) / 1e9;
            writeReport(sheets, seconds);
            session.event(new WorkerEvent.Finished(order.links().size(), seconds, null));
            return new JobEnd(true, order.links().size(), seconds, false);
        }
    }

    private JobEnd stopped(long start) {
        session.event(new WorkerEvent.Stopped(secondsByPhase.size()));
        return new JobEnd(false, secondsByPhase.size(), (System.nanoTime() - start) / 1e9, false);
    }

    /// Trains one phase in its own run folder; false when somebody stopped it.
    private boolean train(ChainOrder.Link link, List<Path> stack) throws IOException {
        var run = new RunFolder(Path.of(link.run()));
        session.event(new WorkerEvent.PhaseStarted(link.phase(), link.name(), link.run()));
        if (!Files.exists(run.job())) {
            Orders.write(
                    run,
                    new TrainOrder(
                            order.model(),
                            stack.stream().map(Path::toString).toList(),
                            null,
                            link.data(),
                            link.objective(),
                            link.settings(),
                            link.phase()));
        }
        try (var phase = RunSession.open(run, session.clock(), session::tell)) {
            phase.alsoObey(session);
            phase.endRatherThanWait();
            var end = TrainJob.train(phase);
            ProcessMemory.settle();
            if (phase.stoodStillAt().isPresent()) {
                throw stoodStill(phase, link, phase.stoodStillAt().get());
            }
            if (end.finished()) {
                secondsByPhase.put(link.phase(), end.seconds());
                session.event(new WorkerEvent.PhaseFinished(link.phase(), end.seconds()));
            }
            return end.finished();
        }
    }

    /// A phase that cannot go on without somebody's decision says so in its own journal too.
    private static WorkerException stoodStill(RunSession phase, ChainOrder.Link link, long step) {
        var what = Plain.text(
                "Phase %d, %s, stopped: its loss or gradient was no number three steps in a row, and it went back to"
                        + " step %d.",
                link.phase(), link.name(), step);
        var advice = "Lower its learning rate and train it again, or resume to try these steps once more.";
        phase.event(new WorkerEvent.Failed(what, advice));
        return new WorkerException(what + " " + advice);
    }

    /// Measures and answers of one state of the model, read back when they were taken before.
    private StateSheet state(int number, List<Path> stack) throws IOException {
        var file = session.run().root().resolve(Plain.text("state-%d.json", number));
        if (Files.exists(file)) {
            return Json.MAPPER.readValue(Files.readAllBytes(file), StateSheet.class);
        }
        try (var subject = new StateSubject(Path.of(order.model()), stack)) {
            var results = suite.take(subject, (measure, result) -> {
                tellMeasured(number, measure, result);
                ProcessMemory.settle();
                if (session.nextCommand()
                        .filter(WorkerCommand.Verb.STOP::equals)
                        .isPresent()) {
                    throw new StopAsked();
                }
            });
            var questions = order.prompts().stream()
                    .map(prompt -> List.of(new ChatTurn("user", prompt)))
                    .toList();
            var sheet = new StateSheet(results, subject.answer(questions, ANSWER_TOKENS));
            AtomicFiles.write(file, Json.MAPPER.writeValueAsBytes(sheet));
            return sheet;
        } finally {
            // the phase that comes next is planned as one that begins in a process of its own
            ProcessMemory.settle();
        }
    }

    /// Adds the reward accuracies of every state: rewards are measured against the stack below the first preference
    /// phase, so they come last.
    private void addRewards(List<StateSheet> sheets) throws IOException {
        int below = 0;
        while (below < order.links().size() && order.links().get(below).objective() == Objective.SFT) {
            below++;
        }
        if (!suite.hasRewards() || below == order.links().size()) {
            return;
        }
        var scores = new ArrayList<Map<String, MeasureSuite.Scores[]>>();
        for (int state = 0; state < sheets.size(); state++) {
            try (var subject = new StateSubject(Path.of(order.model()), stack(state))) {
                scores.add(suite.pairScores(subject));
            } finally {
                ProcessMemory.settle();
            }
        }
        for (var measure : suite.measures()) {
            for (int state = 0; state < sheets.size(); state++) {
                var policy = scores.get(state).get(measure.id());
                var reference = scores.get(below).get(measure.id());
                if (policy != null && reference != null) {
                    var result = MeasureSuite.rewardAccuracy(policy, reference);
                    sheets.get(state).results().put(measure.id(), result);
                    tellMeasured(state, measure, result);
                }
            }
        }
    }

    private List<Path> stack(int state) {
        return order.links().subList(0, state).stream()
                .map(link -> new RunFolder(Path.of(link.run())).adapter())
                .toList();
    }

    private void tellMeasured(int state, Measure measure, MeasureResult result) {
        session.event(new WorkerEvent.Measured(
                state, measure.phase(), measure.name(), result.value(), result.rows().length, null));
    }

    private void writeReport(List<StateSheet> sheets, double seconds) throws IOException {
        var states = sheets.stream().map(StateSheet::results).toList();
        var measures = suite.measures().stream()
                .map(measure -> new DemoReport.MeasureLine(
                        measure.phase(),
                        measure.id(),
                        measure.name(),
                        measure.kind(),
                        states.stream()
                                .map(state -> Optional.ofNullable(state.get(measure.id()))
                                        .map(MeasureResult::value)
                                        .orElse(Double.NaN))
                                .toList()))
                .toList();
        var answers = new ArrayList<DemoReport.AnswerLine>();
        for (int i = 0; i < order.prompts().size(); i++) {
            int prompt = i;
            answers.add(new DemoReport.AnswerLine(
                    order.prompts().get(i),
                    sheets.stream().map(sheet -> sheet.answers().get(prompt)).toList()));
        }
        double training = secondsByPhase.values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        long seed = order.links().isEmpty()
                ? 0
                : order.links().getFirst().settings().batches().seed();
        AtomicFiles.write(
                Path.of(order.report()),
                Json.pretty(new DemoReport(
                        seconds,
                        training,
                        seed,
                        DemoReport.lines(suite.measures(), states),
                        measures,
                        answers,
                        secondsByPhase)));
    }
}
