package sam.training;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sam.engine.LoadedModel;
import sam.packing.StepPlan;
import sam.protocol.TrainOrder;

/// KTO: single answers against what the stack below says of them, and against how far the model has drifted from it
/// on answers that do not belong to their prompts.
///
/// As in TRL, rows go through in one order in every epoch, so that each keeps its neighbour: the divergence of a
/// batch is estimated from its prompts with the answer of the row before, the first with the last one's.
record KtoLoss(
        LoraTrainer lora,
        KtoObjective objective,
        int batch,
        long seed,
        List<Judged> rows,
        List<Judged> held,
        ReferencePass references,
        double sameStart)
        implements StepLoss {
    /// An answer, `pair`'s chosen half, beside its neighbour's answer to the same prompt, and the reference of both.
    record Judged(ReferencedPair pair, boolean label) {
        Row.Tokens own() {
            return pair.pair().chosen();
        }

        Row.Tokens mismatched() {
            return pair.pair().rejected();
        }

        /// log π - log ref of the answer.
        double gain(double policy) {
            return policy - pair.referenceChosen();
        }

        /// The same of the neighbour's.
        double drift(double policy) {
            return policy - pair.referenceRejected();
        }
    }

    static KtoLoss of(
            TrainOrder order,
            LoadedModel model,
            LoraTrainer lora,
            Evaluation rows,
            StepPlan plan,
            ReferencePass references)
            throws IOException {
        var settings = order.settings();
        var objective = KtoObjective.of(settings);
        int batch = settings.batches().perDeviceTrainBatchSize();
        var asIs = new int[rows.held().size()];
        java.util.Arrays.setAll(asIs, i -> i);
        return new KtoLoss(
                lora,
                objective,
                batch,
                settings.batches().seed(),
                judged(judgements(rows.learnt()), plan.order(0), batch, objective, references, "reference"),
                judged(judgements(rows.held()), asIs, batch, objective, references, "evaluation reference"),
                references,
                PairLoss.sameStart(model));
    }

    private static List<Row.Judgement> judgements(List<Row> rows) {
        return rows.stream().map(Row.Judgement.class::cast).toList();
    }

    private static List<Judged> judged(
            List<Row.Judgement> rows,
            int[] order,
            int batch,
            KtoObjective objective,
            ReferencePass references,
            String task)
            throws IOException {
        var pairs = new Row.Pair[rows.size()];
        for (int at = 0; at < order.length; at++) {
            int first = at - at % batch;
            int before = at == first ? Math.min(first + batch, order.length) - 1 : at - 1;
            var row = rows.get(order[at]);
            var other = objective.estimatesKl() ? rows.get(order[before]) : row;
            pairs[order[at]] = new Row.Pair(row.own(), row.with(other.completion()));
        }
        var referenced = references.of(List.of(pairs), task);
        var judged = new ArrayList<Judged>();
        for (int i = 0; i < pairs.length; i++) {
            judged.add(new Judged(referenced.get(i), rows.get(i).label()));
        }
        return judged;
    }

    /// A step's loss is the mean of its batches' means.
    @Override
    public Learnt learn(int[] indices, long step) throws IOException {
        var some = java.util.Arrays.stream(indices).mapToObj(rows::get).toList();
        var drift = new double[some.size()];
        if (objective.estimatesKl()) {
            var mismatched = lora.score(some.stream().map(Judged::mismatched).toList());
            java.util.Arrays.setAll(
                    drift, i -> some.get(i).drift(mismatched.get(i).logp()));
        }
        var kl = perBatch(drift);
        int batches = Math.ceilDiv(some.size(), batch);
        var share = new double[some.size()];
        java.util.Arrays.setAll(share, i -> 1.0 / batches / Math.min(batch, some.size() - i / batch * batch));
        var policy = lora.learn(
                some.stream().map(Judged::own).toList(),
                (i, logp) -> -share[i]
                        * objective.slope(some.get(i).label(), some.get(i).gain(logp), kl[i]),
                StepPlan.mix(seed, step));
        if (step == 1 && lora.isZero()) {
            requireSameStart(some, policy);
        }
        var tally = new KtoTally(objective);
        long tokens = 0;
        for (int i = 0; i < policy.length; i++) {
            tally.add(some.get(i).label(), some.get(i).gain(policy[i]), kl[i], share[i]);
            tokens += some.get(i).own().tokens();
        }
        return new Learnt(tally.loss(), tokens, tally.rewards());
    }

    /// Each row's batch's estimate of the divergence.
    private double[] perBatch(double[] drift) {
        var kl = new double[drift.length];
        for (int from = 0; from < drift.length; from += batch) {
            int to = Math.min(drift.length, from + batch);
            java.util.Arrays.fill(kl, from, to, objective.kl(java.util.Arrays.copyOfRange(drift, from, to)));
        }
        return kl;
    }

    private void requireSameStart(List<Judged> some, double[] policy) throws IOException {
        references.requireSameStart(
                new PairLogps(
                        policy,
                        some.stream()
                                .mapToDouble(row -> row.pair().referenceChosen())
                                .toArray(),
                        some.stream().mapToInt(row -> row.own().targets()).toArray()),
                sameStart);
    }

    /// Batches as in training, in the file's order; every row counts the same.
    @Override
    public Evaluation.Said ask() throws IOException {
        var logps = lora.scorePairs(held.stream().map(row -> row.pair().pair()).toList());
        var drift = new double[held.size()];
        java.util.Arrays.setAll(drift, i -> held.get(i).drift(logps[i][1]));
        var kl = perBatch(drift);
        var tally = new KtoTally(objective);
        for (int i = 0; i < kl.length; i++) {
            tally.add(held.get(i).label(), held.get(i).gain(logps[i][0]), kl[i], 1.0 / kl.length);
        }
        return new Evaluation.Said(tally.loss(), tally.rewards());
    }
}
