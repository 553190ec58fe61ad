package sam.training;

import java.nio.file.Path;
import sam.protocol.Objective;

/// The oracle's rows for each objective.
final class OracleRows {
    private static final Path ORACLE = Path.of("assets/parity");

    private OracleRows() {}

    static Path of(Objective objective) {
        return ORACLE.resolve(
                switch (objective) {
                    case SFT -> "sft.jsonl";
                    case DPO, ORPO, CPO -> "dpo.jsonl";
                    case KTO -> "objectives/kto.jsonl";
                });
    }
}
